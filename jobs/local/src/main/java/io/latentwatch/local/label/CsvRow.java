package io.latentwatch.local.label;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values as RFC 4180 has it, but for line breaks inside quotes. */
final class CsvRow {
    private CsvRow() {}

    /**
     * The line's values.
     *
     * @throws IllegalArgumentException if a quote is not closed, or something follows a closed one
     */
    static List<String> of(String line) {
        List<String> values = new ArrayList<>();
        int at = 0;
        do {
            StringBuilder value = new StringBuilder();
            at = at < line.length() && line.charAt(at) == '"' ? quoted(line, at + 1, value) : plain(line, at, value);
            values.add(value.toString());
        } while (at++ < line.length());
        return values;
    }

    private static int plain(String line, int from, StringBuilder value) {
        int end = line.indexOf(',', from);
        int to = end < 0 ? line.length() : end;
        value.append(line, from, to);
        return to;
    }

    private static int quoted(String line, int from, StringBuilder value) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c != '"') {
                value.append(c);
            } else if (at < line.length() && line.charAt(at) == '"') {
                value.append(c);
                at++;
            } else if (at == line.length() || line.charAt(at) == ',') {
                return at;
            } else {
                throw new IllegalArgumentException("expected a comma behind a closed quote, found '" + line.charAt(at)
                        + "'; write quotes inside a value twice");
            }
        }
        throw new IllegalArgumentException("expected a quote that closes a value, found the line's end");
    }
}
