package io.latentwatch.evaluation.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A folder of labelled images: a training and a test set, or one set on its own. Every call reads the files anew. */
public interface LabelledData {
    /**
     * The images to train on.
     *
     * @throws IOException if there are none, or a file is missing or damaged; the message names it
     */
    LabelledImages training() throws IOException;

    /**
     * The images to test with.
     *
     * @throws IOException as {@link #training} does
     */
    LabelledImages test() throws IOException;

    /**
     * The images of the one set that is meant where nothing else is said: the test set where there is one, else the set that
     * lies here on its own.
     *
     * @throws IOException as {@link #training} does
     */
    LabelledImages only() throws IOException;

    /**
     * One name for each class, in the order of the labels; the class indices where the folder names no classes.
     *
     * @throws IOException if the folder names another number of classes
     */
    List<String> classNames(int classes) throws IOException;

    /** What the folder's layout is called, for people. */
    String layout();

    /** Whether files of this layout lie in the folder; they may still be too few, or damaged. */
    boolean isThere() throws IOException;

    /**
     * Finds out which layout a folder has: IDX files, CIFAR-10's or CIFAR-100's binary files, or else class folders.
     *
     * @throws IOException if it has none of these or several; the message says what was looked for and what lies there
     */
    static LabelledData open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "%s: expected a folder of labelled images, found %s; give the folder that a data set was unpacked into"
                            .formatted(folder, Files.exists(folder) ? "a file" : "nothing there"));
        }
        List<LabelledData> files = new ArrayList<>();
        for (LabelledData data : List.of(
                new IdxFolder(folder),
                new CifarFolder(folder, CifarVersion.CIFAR_10),
                new CifarFolder(folder, CifarVersion.CIFAR_100))) {
            if (data.isThere()) {
                files.add(data);
            }
        }
        if (files.size() > 1) {
            throw new IOException("%s: expected files of one data set, found %s; move the others away"
                    .formatted(folder, files.stream().map(LabelledData::layout).collect(Collectors.joining(" and "))));
        }
        if (files.size() == 1) {
            return files.get(0);
        }
        ClassFolders classFolders = new ClassFolders(folder);
        if (classFolders.isThere()) {
            return classFolders;
        }
        throw new IOException(
                ("%s: expected train-images-idx3-ubyte and the like (gzipped or not), data_batch_1.bin and the like or"
                                + " train.bin (CIFAR, binary version), or one folder of PNG or JPEG images for each class, found"
                                + " %s; fetch a set with ./latentwatch data fashion-mnist --to DIR")
                        .formatted(folder, Listing.firstOf(folder)));
    }
}
