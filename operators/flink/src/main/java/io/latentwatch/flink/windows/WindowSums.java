package io.latentwatch.flink.windows;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * What one bundle saw of the images of one window, or of that part of them which one batch held. Sums, so that parts add up. The arrays are
 * not copied: nobody changes them.
 *
 * @param layers names of the taps, in the order of the network
 * @param classes predicted classes that occur, ascending
 * @param images images for each of {@code classes}
 * @param flagged flagged ones among them
 * @param distortion sum of the images' distortion, {@code [classes, layers]}, rows first
 * @param cleanDistortion sum over all images of what clean images of their predicted class show, {@code [layers]}
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record WindowSums(
        String bundleId,
        String[] layers,
        int[] classes,
        long[] images,
        long[] flagged,
        double[] distortion,
        double[] cleanDistortion) {
    public WindowSums {
        requireNonNull(bundleId, "bundleId is null");
        if (images.length != classes.length
                || flagged.length != classes.length
                || distortion.length != classes.length * layers.length
                || cleanDistortion.length != layers.length) {
            throw new IllegalArgumentException("sums over " + classes.length + " classes and " + layers.length
                    + " layers have " + images.length + " counts of images, " + flagged.length + " of flagged, "
                    + distortion.length + " distortions and " + cleanDistortion.length + " clean distortions");
        }
    }

    /** Images of all classes. */
    public long imagesInAll() {
        return Arrays.stream(images).sum();
    }

    /** The sums of both parts, which come from the same bundle. */
    public WindowSums plus(WindowSums other) {
        if (!bundleId.equals(other.bundleId)) {
            throw new IllegalArgumentException("sums of bundle " + bundleId + " and of bundle " + other.bundleId
                    + " do not add up, expected one bundle");
        }
        SumsBuilder both = new SumsBuilder(bundleId, layers);
        both.add(this);
        both.add(other);
        return both.build();
    }
}
