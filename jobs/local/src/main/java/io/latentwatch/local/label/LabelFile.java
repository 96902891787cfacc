package io.latentwatch.local.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Labels in a file, one a line: comma-separated values whose first line names the columns, or JSON objects. Columns and fields: {@code image} (Image.id), or {@code topic}, {@code partition} and
 * {@code offset} (of its record), or all; {@code label} (a class's name or index); {@code by} and {@code at} (a time), which may be missing.
 *
 * @param classNames in the order of the bundle's classes
 * @param by who labelled where a line does not say so
 */
record LabelFile(Path path, List<String> classNames, String by) {
    /** Characters of an image's id at most. */
    static final int LONGEST_ID = 1_024;

    /** Characters of a labeller's name at most. */
    static final int LONGEST_NAME = 256;

    private static final Set<String> FIELDS =
            new TreeSet<>(Set.of("image", "topic", "partition", "offset", "label", "by", "at"));
    private static final int MOST_PROBLEMS = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    LabelFile {
        classNames = List.copyOf(classNames);
    }

    /**
     * Reads all lines before it hands on the first label, so that a file with a mistake gives none.
     *
     * @return how many there are
     * @throws IOException if the file cannot be read, or with what is wrong in its lines, the first {@value #MOST_PROBLEMS}
     */
    long forEach(Consumer<Label> reader) throws IOException {
        List<String> problems = new ArrayList<>();
        long count = walk(label -> {}, problems);
        if (!problems.isEmpty()) {
            throw new IOException(path + ": " + String.join(System.lineSeparator() + path + ": ", problems));
        }
        if (count == 0) {
            throw new IOException(path + ": expected labels, found none");
        }
        walk(reader, problems);
        return count;
    }

    private long walk(Consumer<Label> reader, List<String> problems) throws IOException {
        long count = 0;
        List<String> columns = List.of();
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            String line = lines.readLine();
            for (int number = 1; line != null && problems.size() < MOST_PROBLEMS; number++, line = lines.readLine()) {
                try {
                    if (line.isBlank()) {
                        continue;
                    }
                    if (line.stripLeading().startsWith("{")) {
                        reader.accept(label(json(line)));
                        count++;
                    } else if (columns.isEmpty()) {
                        columns = columns(line);
                    } else {
                        reader.accept(label(row(columns, line)));
                        count++;
                    }
                } catch (IllegalArgumentException e) {
                    problems.add("line " + number + ": " + e.getMessage());
                }
            }
        }
        return count;
    }

    private static List<String> columns(String line) {
        List<String> columns = CsvRow.of(line).stream().map(String::strip).toList();
        columns.forEach(LabelFile::requireKnown);
        return columns;
    }

    private static Map<String, String> row(List<String> columns, String line) {
        List<String> values = CsvRow.of(line);
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "expected %d values, one for each column, found %d".formatted(columns.size(), values.size()));
        }
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isBlank()) {
                row.put(columns.get(i), values.get(i).strip());
            }
        }
        return row;
    }

    private static Map<String, String> json(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            Map<String, String> row = new HashMap<>();
            object.properties().forEach(field -> {
                requireKnown(field.getKey());
                if (!field.getValue().isValueNode()) {
                    throw new IllegalArgumentException(
                            field.getKey() + ": expected a text or a number, found " + field.getValue());
                }
                if (!field.getValue().isNull()) {
                    row.put(field.getKey(), field.getValue().asText());
                }
            });
            return row;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected a JSON object, found none: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException("expected fields of %s, found '%s'".formatted(FIELDS, field));
        }
    }

    private Label label(Map<String, String> row) {
        Position position = position(row);
        String image = row.getOrDefault("image", "");
        if (position == null && image.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected an image, or topic, partition and offset of its record, found neither");
        }
        String labelledBy = row.getOrDefault("by", by);
        requireShort("image", image, LONGEST_ID);
        requireShort("by", labelledBy, LONGEST_NAME);
        return Label.newBuilder()
                .setPosition(position)
                .setImageId(image)
                .setLabel(classOf(row))
                .setLabelledBy(labelledBy)
                .setLabelledAtMillis(time(row.get("at")))
                .build();
    }

    private static Position position(Map<String, String> row) {
        long given = List.of("topic", "partition", "offset").stream()
                .filter(row::containsKey)
                .count();
        if (given == 0) {
            return null;
        }
        if (given < 3) {
            throw new IllegalArgumentException("expected topic, partition and offset together, found some of them");
        }
        long partition = number("partition", row.get("partition"), Integer.MAX_VALUE);
        return new Position(
                row.get("topic"), Math.toIntExact(partition), number("offset", row.get("offset"), Long.MAX_VALUE));
    }

    private int classOf(Map<String, String> row) {
        String label = row.get("label");
        if (label == null) {
            throw new IllegalArgumentException("expected a label, found none");
        }
        int named = classNames.indexOf(label);
        return named >= 0 ? named : Math.toIntExact(number("label", label, classNames.size() - 1L));
    }

    private static long number(String field, String text, long largest) {
        if (text.matches("\\d{1,18}") && Long.parseLong(text) <= largest) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("%s: expected %sa whole number from 0 to %d, found '%s'"
                .formatted(field, field.equals("label") ? "a class's name or " : "", largest, text));
    }

    private static Long time(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "at: expected a time such as 2026-03-01T08:00:00Z, found '" + text + "'", e);
        }
    }

    private static void requireShort(String field, String text, int longest) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    "%s: expected at most %d characters, found %d".formatted(field, longest, text.length()));
        }
    }
}
