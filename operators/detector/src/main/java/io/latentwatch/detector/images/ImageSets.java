package io.latentwatch.detector.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out what kind of image set stands at a path. */
public final class ImageSets {
    /** What {@link #open} reads, for messages and the help of commands. */
    public static final String KINDS =
            "a folder of PNG or JPEG files (or of class folders of them), an IDX file or a folder with one, or a sample (.avro)";

    private ImageSets() {}

    /**
     * Opens the images at the path: one of {@link #KINDS}.
     *
     * @throws IOException if there is nothing, or nothing of a known kind, or the set is damaged; the message says what was looked
     *     for and where
     */
    public static ImageSet open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            Optional<Path> idx = IdxNames.imagesIn(path);
            return idx.isPresent() ? IdxImages.open(idx.get()) : FolderImages.open(path);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(
                    path.toString(), null, "expected " + KINDS + ", found nothing there; check the path");
        }
        return path.getFileName().toString().endsWith(".avro") ? SampleImages.open(path) : IdxImages.open(path);
    }
}
