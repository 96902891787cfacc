package io.latentwatch.evaluation.images;

import java.util.List;

/**
 * The two sets of A. Krizhevsky, "Learning multiple layers of features from tiny images", technical report, University of
 * Toronto, 2009, in their binary version: which files, and which label bytes stand before an image's pixels.
 */
@SuppressWarnings("ImmutableEnumChecker") // Lists of constants.
public enum CifarVersion {
    CIFAR_10(
            "CIFAR-10",
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin",
            "batches.meta.txt",
            List.of(10)),
    /** Twenty coarse classes of five fine ones; the fine ones are used. */
    CIFAR_100("CIFAR-100", List.of("train.bin"), "test.bin", "fine_label_names.txt", List.of(20, 100));

    private final String title;
    private final List<String> trainingFiles;
    private final String testFile;
    private final String namesFile;
    private final List<Integer> labelClasses;

    /**
     * A set.
     *
     * @param labelClasses for each label byte of a record, how many classes it tells apart; the last byte is the one that is used
     */
    CifarVersion(
            String title, List<String> trainingFiles, String testFile, String namesFile, List<Integer> labelClasses) {
        this.title = title;
        this.trainingFiles = trainingFiles;
        this.testFile = testFile;
        this.namesFile = namesFile;
        this.labelClasses = labelClasses;
    }

    String title() {
        return title;
    }

    List<String> trainingFiles() {
        return trainingFiles;
    }

    String testFile() {
        return testFile;
    }

    String namesFile() {
        return namesFile;
    }

    List<Integer> labelClasses() {
        return labelClasses;
    }
}
