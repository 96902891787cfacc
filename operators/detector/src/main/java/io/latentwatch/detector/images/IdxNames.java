package io.latentwatch.detector.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The names under which IDX files are published: {@code [train-|t10k-]images-idx3-ubyte[.gz]} and labels beside them. */
final class IdxNames {
    private static final List<String> IMAGES =
            List.of("train-images-idx3-ubyte", "t10k-images-idx3-ubyte", "images-idx3-ubyte");
    private static final String GZIP = ".gz";

    private IdxNames() {}

    /**
     * The file of images in a folder; empty if no file there has a customary name.
     *
     * @throws IOException if there are several, such as a training and a test set
     */
    static Optional<Path> imagesIn(Path folder) throws IOException {
        List<Path> found = IMAGES.stream()
                .flatMap(name -> existing(folder.resolve(name)).stream())
                .toList();
        if (found.size() > 1) {
            throw new IOException("%s: expected one file of images, found %s; give the path of the one that is meant"
                    .formatted(folder, found.stream().map(Path::getFileName).toList()));
        }
        return found.stream().findFirst();
    }

    /** The labels that belong to a file of images; empty if there is no file of that name beside it. */
    static Optional<Path> labelsBeside(Path images) {
        String name = plain(images.getFileName().toString());
        String labels = name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
        return labels.equals(name) ? Optional.empty() : existing(images.resolveSibling(labels));
    }

    /** The file's name without its ending for gzip. */
    static String plain(String name) {
        return name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
    }

    private static Optional<Path> existing(Path file) {
        return Stream.of(file, file.resolveSibling(file.getFileName() + GZIP))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
