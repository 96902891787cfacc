package io.latentwatch.evaluation.page;

import java.util.List;
import java.util.regex.Pattern;

/** A part of a section. */
public sealed interface Block {
    /** A paragraph of plain text. */
    record Text(String text) implements Block {}

    /**
     * A table; the first column holds names.
     *
     * @param rows each as long as the header
     */
    record Table(String caption, List<String> header, List<List<String>> rows) implements Block {
        private static final Pattern NUMBER =
                Pattern.compile("–|[-+]?[\\d.,]+(?: (?:±|to|/|of) [-+]?[\\d.,]+)?|not run");

        public Table {
            header = List.copyOf(header);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != header.size()) {
                    throw new IllegalArgumentException("table '%s': expected %d cells in each row, found %s"
                            .formatted(caption, header.size(), row));
                }
            }
        }

        /** Whether all cells of a column below its header are numbers, so that they are to stand under each other. */
        boolean numeric(int column) {
            return !rows.isEmpty()
                    && rows.stream()
                            .allMatch(row -> NUMBER.matcher(row.get(column)).matches());
        }
    }

    /**
     * A picture with a caption of what to see; the page alone has it.
     *
     * @param parts side by side where there is room
     */
    record Figure(String caption, List<Part> parts) implements Block {
        public Figure {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One panel of a picture.
     *
     * @param title above it
     * @param alternative what it shows, for who cannot see it
     * @param html an svg or img element
     * @param width in CSS pixels beyond which it is not enlarged
     */
    record Part(String title, String alternative, String html, int width) {}
}
