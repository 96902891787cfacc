package io.latentwatch.detector.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Files of a folder, or of its folders, one for each class; in the order of their names. A file's content says how it is encoded,
 * never its name; one that is neither PNG nor JPEG stays in the set with encoding UNKNOWN, so that it is seen and not passed over.
 * Hidden files are left out. An image's id is its path within the folder.
 */
public final class FolderImages implements ImageSet {
    private final Path folder;
    private final List<String> classNames;
    private final List<Entry> entries;

    private record Entry(Path file, OptionalInt label) {}

    private FolderImages(Path folder, List<String> classNames, List<Entry> entries) {
        this.folder = folder;
        this.classNames = List.copyOf(classNames);
        this.entries = List.copyOf(entries);
    }

    /**
     * Lists a folder; the files are read later.
     *
     * @throws IOException if it holds no file, or files and folders side by side, or folders within class folders
     */
    public static FolderImages open(Path folder) throws IOException {
        List<Path> classes = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Path child : visible(folder)) {
            if (!Files.isDirectory(child)) {
                entries.add(new Entry(child, OptionalInt.empty()));
            } else {
                classes.add(child);
            }
        }
        if (!classes.isEmpty() && !entries.isEmpty()) {
            throw new IOException(
                    "%s: expected either images or one folder for each class, found both (file %s, folder %s); move one kind away"
                            .formatted(folder, name(entries.get(0).file()), name(classes.get(0))));
        }
        for (int label = 0; label < classes.size(); label++) {
            for (Path file : visible(classes.get(label))) {
                if (Files.isDirectory(file)) {
                    throw new IOException(
                            "%s: expected images in a class's folder, found the folder %s; give the folder whose folders are the classes"
                                    .formatted(classes.get(label), name(file)));
                }
                entries.add(new Entry(file, OptionalInt.of(label)));
            }
        }
        if (entries.isEmpty()) {
            throw new IOException("%s: expected %s, found no file; check the path".formatted(folder, ImageSets.KINDS));
        }
        return new FolderImages(folder, classes.stream().map(FolderImages::name).toList(), entries);
    }

    private static List<Path> visible(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> !name(child).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public Stream<LabelledImage> images() {
        return entries.stream().map(this::read);
    }

    private LabelledImage read(Entry entry) {
        try {
            byte[] bytes = Files.readAllBytes(entry.file());
            return new LabelledImage(
                    folder.relativize(entry.file()).toString(), EncodedImage.file(bytes), entry.label());
        } catch (IOException e) {
            throw new UncheckedIOException("image file cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    /** How many images each class has, by index; empty where the folder has no class folders. */
    public List<Integer> classSizes() {
        int[] sizes = new int[classNames.size()];
        entries.forEach(entry -> entry.label().ifPresent(label -> sizes[label]++));
        return Arrays.stream(sizes).boxed().toList();
    }

    @Override
    public String description() {
        return classNames.isEmpty()
                ? "folder %s, %d files".formatted(folder, entries.size())
                : "folder %s, %d files in %d classes".formatted(folder, entries.size(), classNames.size());
    }
}
