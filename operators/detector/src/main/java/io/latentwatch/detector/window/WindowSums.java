package io.latentwatch.detector.window;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ChangeEvidence;
import java.util.Arrays;

/**
 * What one bundle saw of the images of one window, or of some that were judged one after the other. Sums, so that parts add up. The arrays are
 * not copied: nobody changes them.
 *
 * @param reference what clean images show
 * @param layers names of the taps, in the order of the network
 * @param classes predicted classes that occur, ascending
 * @param images images for each of {@code classes}
 * @param flagged flagged ones among them
 * @param distortion sum of the images' distortion, {@code [classes, layers]}, rows first
 * @param cleanDistortion sum over all images of what clean images of their predicted class show, {@code [layers]}
 * @param ratios sum over all images of the one over the other, each cut, {@code [layers]}
 * @param squares sum of their squares, {@code [layers]}
 * @param evidence p-values, twins, sources, repeated frames, and the records that could not be judged
 * @param examples some of the newest images with low p-values, and last the newest record of all
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record WindowSums(
        String bundleId,
        WindowReference reference,
        String[] layers,
        int[] classes,
        long[] images,
        long[] flagged,
        double[] distortion,
        double[] cleanDistortion,
        double[] ratios,
        double[] squares,
        ChangeEvidence evidence,
        Example[] examples) {
    public WindowSums {
        requireNonNull(bundleId, "bundleId is null");
        requireNonNull(reference, "reference is null");
        requireNonNull(evidence, "evidence is null");
        if (images.length != classes.length
                || flagged.length != classes.length
                || distortion.length != classes.length * layers.length
                || cleanDistortion.length != layers.length
                || ratios.length != layers.length
                || squares.length != layers.length) {
            throw new IllegalArgumentException("sums over " + classes.length + " classes and " + layers.length
                    + " layers have " + images.length + " counts of images, " + flagged.length + " of flagged, "
                    + distortion.length + " distortions, " + cleanDistortion.length + " clean distortions, "
                    + ratios.length + " ratios and " + squares.length + " squares");
        }
    }

    /** Images of all classes. */
    public long imagesInAll() {
        return Arrays.stream(images).sum();
    }

    /** Flagged images of all classes. */
    public long flaggedInAll() {
        return Arrays.stream(flagged).sum();
    }

    /** The sums of both parts, which come from the same bundle; the other one is the later one. */
    public WindowSums plus(WindowSums other) {
        if (!bundleId.equals(other.bundleId)) {
            throw new IllegalArgumentException("sums of bundle " + bundleId + " and of bundle " + other.bundleId
                    + " do not add up, expected one bundle");
        }
        SumsBuilder both = new SumsBuilder(bundleId, reference, layers);
        both.add(this);
        both.add(other);
        return both.build();
    }
}
