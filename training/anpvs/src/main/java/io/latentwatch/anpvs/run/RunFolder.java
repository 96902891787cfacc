package io.latentwatch.anpvs.run;

import io.latentwatch.anpvs.checkpoint.CheckpointFile;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.data.ImageHashes;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that a run writes; {@code training/README.md} describes its files. */
public record RunFolder(Path path) {
    private static final List<String> OWN_FILES = List.of(
            "model.onnx",
            "checkpoint.npz",
            "training.json",
            "training-images.hashes",
            "classes.txt",
            "held-out/images-idx3-ubyte",
            "held-out/labels-idx1-ubyte",
            "validation/images-idx3-ubyte",
            "validation/labels-idx1-ubyte");

    /** What to do with a folder that exists. */
    public enum Existing {
        REFUSE,
        /** Deletes what an earlier run wrote there, and nothing else. */
        OVERWRITE,
        /** Goes on from its checkpoint. */
        RESUME
    }

    /**
     * Sees whether a run may write here; changes nothing.
     *
     * @throws IOException if it exists and may not be used, or has no checkpoint to resume from
     */
    public void check(Existing existing) throws IOException {
        switch (existing) {
            case REFUSE -> requireEmpty();
            case OVERWRITE -> {}
            case RESUME -> requireCheckpoint();
        }
    }

    /**
     * Makes sure that a run may write here; a new folder is made only when there is something to write.
     *
     * @throws IOException if it exists and may not be used, or has no checkpoint to resume from
     */
    public void open(Existing existing) throws IOException {
        check(existing);
        if (existing == Existing.OVERWRITE) {
            clear();
        }
    }

    public CheckpointFile checkpoint() {
        return new CheckpointFile(path.resolve("checkpoint.npz"));
    }

    public Path model() {
        return path.resolve("model.onnx");
    }

    public Path provenance() {
        return path.resolve("training.json");
    }

    /** Writes what whoever profiles the network needs to know of its images, and those for choices. */
    public void writeSplits(DataSplits splits, List<String> classNames) throws IOException {
        writeImages(splits.heldOut(), splits.training(), classNames);
        Files.createDirectories(path.resolve("validation"));
        splits.validation().write(path.resolve("validation"));
    }

    /** Writes what whoever profiles the network needs to know of its images: those held out, and of the training images their hashes. */
    void writeImages(LabelledImages heldOut, LabelledImages training, List<String> classNames) throws IOException {
        Files.createDirectories(path.resolve("held-out"));
        heldOut.write(path.resolve("held-out"));
        ImageHashes.write(training, path.resolve("training-images.hashes"));
        Files.write(path.resolve("classes.txt"), classNames);
    }

    private void requireEmpty() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(path
                        + ": expected a new or empty folder, found files in it; give another folder, or --resume to go on, or"
                        + " --overwrite to start again");
            }
        }
    }

    private void clear() throws IOException {
        for (String file : OWN_FILES) {
            Files.deleteIfExists(path.resolve(file));
        }
    }

    private void requireCheckpoint() throws IOException {
        if (!checkpoint().exists()) {
            throw new IOException(
                    path
                            + ": expected checkpoint.npz of a run to resume, found none; start the run with --overwrite instead");
        }
    }
}
