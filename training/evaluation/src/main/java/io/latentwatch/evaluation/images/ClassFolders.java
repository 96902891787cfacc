package io.latentwatch.evaluation.images;

import io.latentwatch.detector.images.FolderImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PNG and JPEG images in one folder for each class, {@code {train,test}/<class>/<image>}, or {@code <class>/<image>} for a set on
 * its own. Labels are the places of the classes in alphabetical order. The images come in turn: each class's first by name, then each
 * class's second, and so on, so that the first n are of all classes. A file's content says how it is encoded; hidden files are passed
 * over.
 */
public record ClassFolders(Path folder) implements LabelledData {
    private static final String TRAINING = "train";
    private static final String TEST = "test";

    @Override
    public LabelledImages training() throws IOException {
        return ImageFolderReader.read(require(TRAINING));
    }

    @Override
    public LabelledImages test() throws IOException {
        Path test = require(TEST);
        if (holdsFolders(folder.resolve(TRAINING))) {
            requireSameClasses(test);
        }
        return ImageFolderReader.read(test);
    }

    @Override
    public LabelledImages only() throws IOException {
        return hasTwoSets() ? test() : ImageFolderReader.read(folder);
    }

    /** The names of the class folders. */
    @Override
    public List<String> classNames(int classes) throws IOException {
        List<String> names = classesIn(hasTwoSets() ? require(TRAINING) : folder);
        if (names.size() != classes) {
            throw new IOException(
                    "%s: expected %d class folders, one for each class, found %d; give the set's own folder"
                            .formatted(folder, classes, names.size()));
        }
        return names;
    }

    @Override
    public String layout() {
        return "class folders";
    }

    @Override
    public boolean isThere() throws IOException {
        return holdsFolders(folder);
    }

    private boolean hasTwoSets() throws IOException {
        return holdsFolders(folder.resolve(TRAINING)) || holdsFolders(folder.resolve(TEST));
    }

    private Path require(String set) throws IOException {
        Path path = folder.resolve(set);
        if (!holdsFolders(path)) {
            throw new IOException(
                    "%s: expected class folders in %s and %s, found %s; divide the classes' images between these two, or give another kind of data set"
                            .formatted(folder, TRAINING, TEST, Listing.firstOf(folder)));
        }
        return path;
    }

    private void requireSameClasses(Path test) throws IOException {
        List<String> trained = classesIn(folder.resolve(TRAINING));
        List<String> tested = classesIn(test);
        if (!trained.equals(tested)) {
            Optional<String> other = Stream.concat(trained.stream(), tested.stream())
                    .filter(name -> !trained.contains(name) || !tested.contains(name))
                    .findFirst();
            throw new IOException(
                    "%s: expected the same classes in %s (%d) and %s (%d), found %s in one only; labels would not agree"
                            .formatted(folder, TRAINING, trained.size(), TEST, tested.size(), other.orElseThrow()));
        }
    }

    private static List<String> classesIn(Path folder) throws IOException {
        return FolderImages.open(folder).classNames();
    }

    private static boolean holdsFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.anyMatch(child ->
                    Files.isDirectory(child) && !child.getFileName().toString().startsWith("."));
        }
    }
}
