package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The clean images, decoded as the stream decodes them and dealt out to disjoint splits by seed: a fifth to A (references and standardisation), the
 * rest to B (calibration). Images that were trained on, and second copies, are left out and counted.
 */
final class CleanImages {
    /** Overlap with the training images above which the whole set is refused. */
    static final double MAX_OVERLAP = 0.001;

    static final double STANDARDISATION_SHARE = 0.2;
    private static final int BATCH = 64;

    /** Where an image goes. */
    enum Split {
        STANDARDISATION,
        CALIBRATION,
        DROPPED
    }

    /** Takes one batch in. */
    interface BatchReader {
        /**
         * Reads a batch.
         *
         * @param pixels {@code images x C x H x W} bytes
         * @param labels true classes, -1 where not known
         */
        void read(ByteBuffer pixels, int images, Split[] splits, int[] labels);
    }

    private final ImageSet images;
    private final Manifest.Input input;
    private final Split[] splits;
    private final long[] hashes;
    private final int overlapping;
    private final int repeated;

    /**
     * Hashes all images and deals them out.
     *
     * @param trainingHashes ascending
     */
    CleanImages(ImageSet images, Manifest.Input input, long[] trainingHashes, long seed) {
        this.images = images;
        this.input = input;
        this.hashes = hashAll();
        this.splits = new Split[hashes.length];
        Set<Long> seen = new HashSet<>();
        int trainedOn = 0;
        int copies = 0;
        for (int i = 0; i < hashes.length; i++) {
            if (Arrays.binarySearch(trainingHashes, hashes[i]) >= 0) {
                splits[i] = Split.DROPPED;
                trainedOn++;
            } else if (!seen.add(hashes[i])) {
                splits[i] = Split.DROPPED;
                copies++;
            }
        }
        if (trainedOn > MAX_OVERLAP * hashes.length) {
            throw new BundleException(
                    "%s: %d of its %d images were trained on, expected at most %s of them; calibrate on images that were held out"
                            .formatted(images.description(), trainedOn, hashes.length, MAX_OVERLAP));
        }
        this.overlapping = trainedOn;
        this.repeated = copies;
        deal(new Random(seed));
    }

    private long[] hashAll() {
        long[] all = new long[Math.toIntExact(images.size())];
        int[] at = {0};
        byte[] one = new byte[input.bytes()];
        decodeAll((pixels, index) -> {
            pixels.get(one);
            all[at[0]++] = ImageHash.of(one);
        });
        return Arrays.copyOf(all, at[0]);
    }

    private void deal(Random random) {
        int[] order =
                IntStream.range(0, splits.length).filter(i -> splits[i] == null).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        int standardisation = (int) Math.round(STANDARDISATION_SHARE * order.length);
        for (int i = 0; i < order.length; i++) {
            splits[order[i]] = i < standardisation ? Split.STANDARDISATION : Split.CALIBRATION;
        }
    }

    /** Reads all images that were not left out, in batches, in the set's order. */
    void read(BatchReader reader) {
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * input.bytes());
        Split[] batchSplits = new Split[BATCH];
        int[] labels = new int[BATCH];
        int[] count = {0};
        decodeAll((pixels, image) -> {
            if (splits[image.index()] == Split.DROPPED) {
                return;
            }
            batch.put(pixels);
            batchSplits[count[0]] = splits[image.index()];
            labels[count[0]++] = image.label();
            if (count[0] == BATCH) {
                reader.read(batch.flip(), BATCH, batchSplits, labels);
                batch.clear();
                count[0] = 0;
            }
        });
        if (count[0] > 0) {
            reader.read(batch.flip(), count[0], batchSplits, labels);
        }
    }

    private record Decoded(int index, int label) {}

    private interface DecodedReader {
        void read(ByteBuffer pixels, Decoded image);
    }

    private void decodeAll(DecodedReader reader) {
        ImageDecoder decoder = new ImageDecoder(input, Integer.MAX_VALUE);
        ByteBuffer one = ByteBuffer.allocate(input.bytes());
        try (Stream<LabelledImage> stream = images.images()) {
            Iterator<LabelledImage> all = stream.iterator();
            for (int index = 0; all.hasNext(); index++) {
                LabelledImage image = all.next();
                try {
                    decoder.decode(image.image(), one.clear());
                } catch (ImageRefusedException e) {
                    throw new BundleException(
                            images.description() + ": image '" + image.id() + "': " + e.getMessage()
                                    + "; remove it, or say how images are to be resized (--resize)",
                            e);
                }
                reader.read(one.flip(), new Decoded(index, image.label().orElse(-1)));
            }
        }
    }

    /** Images of a split. */
    int count(Split split) {
        return (int) Arrays.stream(splits).filter(s -> s == split).count();
    }

    /** Images left out because they were trained on. */
    int overlapping() {
        return overlapping;
    }

    /** Images left out because another one is the same. */
    int repeated() {
        return repeated;
    }

    /** The split's hashes as a bundle keeps them: 8 bytes each, big-endian, sorted as unsigned numbers. */
    byte[] hashes(Split split) {
        long[] chosen = IntStream.range(0, splits.length)
                .filter(i -> splits[i] == split)
                .mapToLong(i -> hashes[i])
                .toArray();
        return HashList.write(chosen);
    }
}
