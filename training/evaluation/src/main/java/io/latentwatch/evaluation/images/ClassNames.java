package io.latentwatch.evaluation.images;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A text file of class names, one a line in the order of the labels; UTF-8, blank lines passed over. */
final class ClassNames {
    private ClassNames() {}

    /**
     * The names, or the class indices where there is no such file.
     *
     * @throws IOException if it names another number of classes
     */
    static List<String> in(Path file, int classes) throws IOException {
        if (!Files.exists(file)) {
            return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
        }
        List<String> names = read(file);
        if (names.size() != classes) {
            throw new IOException(
                    "%s: expected one name for each of the %d classes, found %d lines; write one name a line"
                            .formatted(file, classes, names.size()));
        }
        return names;
    }

    static List<String> read(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (CharacterCodingException e) {
            throw new IOException(
                    file + ": expected class names in UTF-8, found other bytes; write one name a line", e);
        }
    }
}
