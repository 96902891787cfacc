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
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The clean images, decoded as the stream decodes them and dealt out to disjoint splits by seed: a fifth to A (references and standardisation), the
 * rest to B (calibration). Images that were trained on, and second copies, are left out and counted; so are unreadable ones of a set that
 * {@linkplain ImageSet#leavesOutUnreadable() cannot be cleaned}. Of an image, no more than its hash and split are kept.
 */
final class CleanImages {
    /** Overlap with the training images above which the whole set is refused. */
    static final double MAX_OVERLAP = 0.001;

    /** Share of unreadable images above which the whole set is refused: something else is wrong than a few of them. */
    static final double MAX_UNREADABLE = 0.1;

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
        void read(ByteBuffer pixels, int images, int[] labels);
    }

    private final ImageSet images;
    private final Manifest.Input input;
    private Split[] splits = new Split[1024];
    private long[] hashes = new long[1024];
    private int count;
    private int unreadable;
    private String firstUnreadable = "";
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
        hashAll();
        this.overlapping = dropThoseTrainedOn(trainingHashes);
        this.repeated = dropCopies();
        deal(new Random(seed));
    }

    private void hashAll() {
        ImageDecoder decoder = new ImageDecoder(input, Integer.MAX_VALUE);
        ByteBuffer pixels = ByteBuffer.allocate(input.bytes());
        count = walk(index -> true, (index, image) -> {
            if (index == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * index);
                splits = Arrays.copyOf(splits, 2 * index);
            }
            try {
                decoder.decode(image.image(), pixels.clear());
                hashes[index] = ImageHash.of(pixels.array());
            } catch (ImageRefusedException e) {
                drop(index, image, e);
            }
        });
        hashes = Arrays.copyOf(hashes, count);
        splits = Arrays.copyOf(splits, count);
        if (unreadable > MAX_UNREADABLE * count) {
            throw new BundleException(
                    "%s: %d of its %d images cannot be used, expected at most %s of them; the first, %s; say how images are to be resized (--resize), or choose others"
                            .formatted(images.description(), unreadable, count, MAX_UNREADABLE, firstUnreadable));
        }
    }

    private void drop(int index, LabelledImage image, ImageRefusedException reason) {
        String what = "image '" + image.id() + "': " + reason.getMessage();
        if (!images.leavesOutUnreadable()) {
            throw new BundleException(
                    images.description() + ": " + what + "; remove it, or say how images are to be resized (--resize)",
                    reason);
        }
        splits[index] = Split.DROPPED;
        firstUnreadable = unreadable++ == 0 ? what : firstUnreadable;
    }

    private int dropThoseTrainedOn(long[] trainingHashes) {
        int trainedOn = 0;
        for (int i = 0; i < count; i++) {
            if (splits[i] == null && Arrays.binarySearch(trainingHashes, hashes[i]) >= 0) {
                splits[i] = Split.DROPPED;
                trainedOn++;
            }
        }
        if (trainedOn > MAX_OVERLAP * count) {
            throw new BundleException(
                    "%s: %d of its %d images were trained on, expected at most %s of them; calibrate on images that were held out"
                            .formatted(images.description(), trainedOn, count, MAX_OVERLAP));
        }
        return trainedOn;
    }

    private int dropCopies() {
        long[] sorted = left().mapToLong(i -> hashes[i]).sorted().toArray();
        Set<Long> twice = new HashSet<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                twice.add(sorted[i]);
            }
        }
        Set<Long> seen = new HashSet<>();
        int[] copies = left().filter(i -> twice.contains(hashes[i]) && !seen.add(hashes[i]))
                .toArray();
        Arrays.stream(copies).forEach(i -> splits[i] = Split.DROPPED);
        return copies.length;
    }

    /** Images that go nowhere yet. */
    private IntStream left() {
        return IntStream.range(0, count).filter(i -> splits[i] == null);
    }

    private void deal(Random random) {
        int[] order = left().toArray();
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

    /** Reads all images of a split, in batches, in the set's order. */
    void read(Split split, BatchReader reader) {
        ImageDecoder decoder = new ImageDecoder(input, Integer.MAX_VALUE);
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH * input.bytes());
        int[] labels = new int[BATCH];
        int[] filled = {0};
        int found = walk(index -> index < count && splits[index] == split, (index, image) -> {
            try {
                decoder.decode(image.image(), batch);
            } catch (ImageRefusedException e) {
                throw changed(image.id() + " cannot be decoded any more: " + e.getMessage(), e);
            }
            labels[filled[0]++] = image.label().orElse(-1);
            if (filled[0] == BATCH) {
                reader.read(batch.flip(), BATCH, labels);
                batch.clear();
                filled[0] = 0;
            }
        });
        if (found != count) {
            throw changed("%d images at first, %d now".formatted(count, found), null);
        }
        if (filled[0] > 0) {
            reader.read(batch.flip(), filled[0], labels);
        }
    }

    private BundleException changed(String found, Exception cause) {
        return new BundleException(
                images.description() + " changed while it was read: " + found
                        + ", expected the same images at every pass; profile again, with images that stay",
                cause);
    }

    private interface ImageReader {
        void read(int index, LabelledImage image);
    }

    /** Goes through the set once and returns how many images there were. */
    private int walk(IntPredicate wanted, ImageReader reader) {
        int index = 0;
        try (Stream<LabelledImage> stream = images.images()) {
            for (Iterator<LabelledImage> all = stream.iterator(); all.hasNext(); index++) {
                LabelledImage image = all.next();
                if (wanted.test(index)) {
                    reader.read(index, image);
                }
            }
        }
        return index;
    }

    /** Images left out because they were trained on. */
    int overlapping() {
        return overlapping;
    }

    /** Images left out because another one is the same. */
    int repeated() {
        return repeated;
    }

    /** Images left out because they cannot be decoded, or have another size. */
    int unreadable() {
        return unreadable;
    }

    /** The split's hashes as a bundle keeps them: 8 bytes each, big-endian, sorted as unsigned numbers. */
    byte[] hashes(Split split) {
        long[] chosen = IntStream.range(0, count)
                .filter(i -> splits[i] == split)
                .mapToLong(i -> hashes[i])
                .toArray();
        return HashList.write(chosen);
    }
}
