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
public record IdxFolder(Path folder) implements LabelledData {
    private static final String CLASSES = "classes.txt";
    private static final String TRAINING = "train-";
    private static final String TEST = "t10k-";
    private static final String NO_PREFIX = "";
    private static final String IMAGES = "images-idx3-ubyte";
    private static final String LABELS = "labels-idx1-ubyte";

    /** The 60,000 training images of MNIST and its like. */
    @Override
    public LabelledImages training() throws IOException {
        return read(TRAINING);
    }

    /** The 10,000 test images of MNIST and its like. */
    @Override
    public LabelledImages test() throws IOException {
        return read(TEST);
    }

    /** The images of the one set that lies here: the test set where there is one, else the set without a prefix. */
    @Override
    public LabelledImages only() throws IOException {
        return find(TEST + IMAGES).isPresent() ? test() : read(NO_PREFIX);
    }

    /** The class names in {@code classes.txt}, one a line, or the class indices where there is no such file. */
    @Override
    public List<String> classNames(int classes) throws IOException {
        return ClassNames.in(folder.resolve(CLASSES), classes);
    }

    @Override
    public String layout() {
        return "IDX files";
    }

    @Override
    public boolean isThere() {
        return Stream.of(TRAINING, TEST, NO_PREFIX)
                .anyMatch(prefix -> find(prefix + IMAGES).isPresent()
                        || find(prefix + LABELS).isPresent());
    }

    private LabelledImages read(String prefix) throws IOException {
        Path pixels = require(prefix + IMAGES);
        Path labels = require(prefix + LABELS);
        LabelledImages images = LabelledImages.read(pixels, labels);
        requireNamed(images, labels);
        return images;
    }

    private void requireNamed(LabelledImages images, Path labels) throws IOException {
        Path file = folder.resolve(CLASSES);
        if (!Files.exists(file)) {
            return;
        }
        int names = ClassNames.read(file).size();
        if (images.classes() > names) {
            throw new IOException(
                    "%s: expected labels below %d, as %s names that many classes, found %d; use two files of one set"
                            .formatted(labels, names, CLASSES, images.classes() - 1));
        }
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
