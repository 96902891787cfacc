package io.latentwatch.evaluation.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a folder, for messages. */
final class Listing {
    private static final int NAMED = 3;

    private Listing() {}

    /** The first names and how many there are in all. */
    static String firstOf(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            List<String> names = children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                return "an empty folder";
            }
            String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
            return names.size() > NAMED ? "%s and %d more".formatted(first, names.size() - NAMED) : first;
        }
    }
}
