package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.Position;
import java.util.Arrays;

/**
 * The flags of images that were judged one after the other, in their order, with what alarms need to know of them. The arrays have one element for each image and are not copied: nobody
 * changes them.
 *
 * @param bundleId the bundle that judged
 * @param alpha the promised largest share of flags on clean images
 * @param clean what the bundle's calibration images show
 * @param rest low p-values among the newest images of other sources, where the run holds those of one; nothing of nothing else
 * @param pValues above 0, at most 1
 * @param twins what squeezed copies said, as codes of {@link Twin}
 * @param overconfident whether the network is surer than its last layer warrants, see {@link ImageEvidence}
 * @param noisy whether even the quietest places are noisy, see {@link ImageEvidence}
 * @param features the feature that stands out most, as {@code layer/index}; null for images that are not flagged
 * @param prints what the images look like, one after the other, {@link ImagePrint#LENGTH} bytes each
 * @param sources where each image comes from, as {@link SourceBy} has it
 * @param eventTimesMillis event time, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record FlagRun(
        String bundleId,
        double alpha,
        CleanRates clean,
        Share rest,
        boolean[] flags,
        double[] pValues,
        byte[] twins,
        boolean[] overconfident,
        boolean[] noisy,
        String[] features,
        byte[] prints,
        String[] sources,
        String[] topics,
        int[] partitions,
        long[] offsets,
        long[] eventTimesMillis) {
    public FlagRun {
        requireNonNull(bundleId, "bundleId is null");
        requireNonNull(clean, "clean is null");
        requireNonNull(rest, "rest is null");
        int images = flags.length;
        if (pValues.length != images
                || twins.length != images
                || overconfident.length != images
                || noisy.length != images
                || features.length != images
                || prints.length != images * ImagePrint.LENGTH
                || sources.length != images
                || topics.length != images
                || partitions.length != images
                || offsets.length != images
                || eventTimesMillis.length != images) {
            throw new IllegalArgumentException("a run of " + images + " flags has " + pValues.length + " p-values, "
                    + twins.length + " twins, " + overconfident.length + " signs of overconfidence, " + noisy.length
                    + " of noise, " + features.length
                    + " features, " + prints.length + " bytes of prints, "
                    + sources.length + " sources, "
                    + topics.length + " topics, " + partitions.length + " partitions, " + offsets.length
                    + " offsets and " + eventTimesMillis.length + " event times, expected as many of each");
        }
    }

    /** Number of images. */
    public int size() {
        return flags.length;
    }

    /** The part of the run that these images are, in the order given. */
    FlagRun select(int[] images, Share restOfSources) {
        int count = images.length;
        boolean[] someFlags = new boolean[count];
        double[] someValues = new double[count];
        byte[] someTwins = new byte[count];
        boolean[] someOverconfident = new boolean[count];
        boolean[] someNoisy = new boolean[count];
        String[] someFeatures = new String[count];
        byte[] somePrints = new byte[count * ImagePrint.LENGTH];
        String[] someSources = new String[count];
        String[] someTopics = new String[count];
        int[] somePartitions = new int[count];
        long[] someOffsets = new long[count];
        long[] someTimes = new long[count];
        for (int i = 0; i < count; i++) {
            int image = images[i];
            someFlags[i] = flags[image];
            someValues[i] = pValues[image];
            someTwins[i] = twins[image];
            someOverconfident[i] = overconfident[image];
            someNoisy[i] = noisy[image];
            someFeatures[i] = features[image];
            System.arraycopy(prints, image * ImagePrint.LENGTH, somePrints, i * ImagePrint.LENGTH, ImagePrint.LENGTH);
            someSources[i] = sources[image];
            someTopics[i] = topics[image];
            somePartitions[i] = partitions[image];
            someOffsets[i] = offsets[image];
            someTimes[i] = eventTimesMillis[image];
        }
        return new FlagRun(
                bundleId,
                alpha,
                clean,
                restOfSources,
                someFlags,
                someValues,
                someTwins,
                someOverconfident,
                someNoisy,
                someFeatures,
                somePrints,
                someSources,
                someTopics,
                somePartitions,
                someOffsets,
                someTimes);
    }

    /** What an image says of a change. */
    public ImageEvidence evidence(int image) {
        return new ImageEvidence(
                pValues[image], flags[image], Twin.of(twins[image]), overconfident[image], noisy[image]);
    }

    /** What an image looks like. */
    byte[] print(int image) {
        return Arrays.copyOfRange(prints, image * ImagePrint.LENGTH, (image + 1) * ImagePrint.LENGTH);
    }

    /** The record that an image came in. */
    public Position position(int image) {
        return new Position(topics[image], partitions[image], offsets[image]);
    }
}
