package io.latentwatch.evaluation.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of IDX files under their customary names, gzipped or not: {@code train-images-idx3-ubyte} and
 * {@code train-labels-idx1-ubyte}, {@code t10k-…} for the test set, or no prefix at all for a set on its own.
 */
public record IdxFolder(Path folder) {
    private static final String CLASSES = "classes.txt";

    /** The 60,000 training images of MNIST and its like. */
    public LabelledImages training() throws IOException {
        return read("train-");
    }

    /** The 10,000 test images of MNIST and its like. */
    public LabelledImages test() throws IOException {
        return read("t10k-");
    }

    /** The images of the one set that lies here: the test set where there is one, else the set without a prefix. */
    public LabelledImages only() throws IOException {
        return find("t10k-images-idx3-ubyte").isPresent() ? test() : read("");
    }

    /** The class names in {@code classes.txt}, one a line, or the class indices where there is no such file. */
    public List<String> classNames(int classes) throws IOException {
        Path file = folder.resolve(CLASSES);
        if (!Files.exists(file)) {
            return Stream.iterate(0, i -> i + 1)
                    .limit(classes)
                    .map(String::valueOf)
                    .toList();
        }
        List<String> names = Files.readAllLines(file);
        if (names.size() != classes) {
            throw new IOException(
                    "%s: expected one name for each of the %d classes, found %d lines; write one name a line"
                            .formatted(file, classes, names.size()));
        }
        return names;
    }

    private LabelledImages read(String prefix) throws IOException {
        return LabelledImages.read(require(prefix + "images-idx3-ubyte"), require(prefix + "labels-idx1-ubyte"));
    }

    private Path require(String name) throws IOException {
        return find(name)
                .orElseThrow(() -> new IOException(
                        "%s: expected a file %s or %s.gz, found neither; fetch a set with ./latentwatch data fashion-mnist --to DIR"
                                .formatted(folder, name, name)));
    }

    private Optional<Path> find(String name) {
        return Stream.of(folder.resolve(name), folder.resolve(name + ".gz"))
                .filter(Files::exists)
                .findFirst();
    }
}
