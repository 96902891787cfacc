package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.EveryRow;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What a bundle's monitor says of images, each with its twin.
 *
 * @param predicted class of each
 * @param scores of each: the plain ones, then the twin's, in the manifest's order
 */
@SuppressWarnings("ArrayRecordComponent") // tens of thousands of numbers, shared, never compared
record ScoredImages(int[] predicted, float[][] scores) {
    private static final int BATCH = 64;

    /**
     * Opens the bundle's monitor graph for these images alone.
     *
     * @throws IllegalArgumentException if they do not fit the network's input
     */
    static ScoredImages of(Bundle bundle, LabelledImages images) {
        WatchedNetwork.requireFit(bundle.manifest(), images);
        try (MonitorSession monitor = MonitorSession.open(
                bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), 1)) {
            return of(monitor, bundle.manifest(), images);
        }
    }

    static ScoredImages of(MonitorSession monitor, Manifest manifest, LabelledImages images) {
        int classes = manifest.classes().size();
        int plain = manifest.scores().plain().size();
        int twin = manifest.scores().twin().size();
        int[] predicted = new int[images.count()];
        float[][] scores = new float[images.count()][plain + twin];
        ByteBuffer pixels = ByteBuffer.allocateDirect(BATCH * manifest.input().bytes());
        for (int from = 0; from < images.count(); from += BATCH) {
            LabelledImages batch = images.slice(from, BATCH);
            pixels.clear();
            for (int i = 0; i < batch.count(); i++) {
                pixels.put(batch.channelsFirst(i));
            }
            MonitorOutputs outputs = monitor.infer(pixels.flip(), batch.count(), EveryRow.of(batch.count()));
            for (int i = 0; i < batch.count(); i++) {
                predicted[from + i] = ArgMax.of(outputs.probabilities(), i * classes, classes);
                System.arraycopy(outputs.scores(), i * plain, scores[from + i], 0, plain);
                System.arraycopy(outputs.twinScores(), i * twin, scores[from + i], plain, twin);
                requireFinite(scores[from + i], from + i);
            }
        }
        return new ScoredImages(predicted, scores);
    }

    int count() {
        return predicted.length;
    }

    /** Whether the network gives each image its label. */
    boolean[] right(LabelledImages labelled) {
        boolean[] right = new boolean[count()];
        for (int i = 0; i < right.length; i++) {
            right[i] = predicted[i] == labelled.label(i);
        }
        return right;
    }

    /** Images that were right before an attack and are not after it. */
    static int[] succeeded(boolean[] rightBefore, boolean[] rightAfter) {
        return IntStream.range(0, rightAfter.length)
                .filter(image -> rightBefore[image] && !rightAfter[image])
                .toArray();
    }

    private static void requireFinite(float[] scores, int image) {
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new BundleException("image " + image
                        + " has a score that is NaN or infinite, expected finite numbers; train the network again");
            }
        }
    }
}
