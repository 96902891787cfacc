package io.latentwatch.evaluation.images;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.Pixels;
import io.latentwatch.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Gathers decoded images of one size, that of the first, in one array. They are grey until the first colour image comes; from then on
 * all are colour.
 */
final class SameSizeImages {
    private final Path folder;
    private final long expected;
    private final byte[] labels;
    private ImageShape shape;
    private byte[] pixels;
    private int count;

    /**
     * None so far.
     *
     * @param folder that they come from, for messages
     * @param expected how many images will be added
     */
    SameSizeImages(Path folder, long expected) {
        this.folder = folder;
        this.expected = expected;
        this.labels = new byte[Math.toIntExact(expected)];
    }

    /**
     * Adds an image.
     *
     * @throws ImageRefusedException if it has another size than the first; nothing is added
     * @throws IOException if as many images as are expected would take more than an array holds
     */
    void add(Pixels image, int label) throws ImageRefusedException, IOException {
        if (shape == null) {
            shape = new ImageShape(image.channels(), image.height(), image.width());
            pixels = new byte[bytes()];
        }
        if (image.height() != shape.height() || image.width() != shape.width()) {
            throw new ImageRefusedException(
                    DeadLetterReason.SHAPE_MISMATCH,
                    "%d x %d pixels, the first image has %d x %d"
                            .formatted(image.height(), image.width(), shape.height(), shape.width()));
        }
        if (image.channels() > shape.channels()) {
            becomeColour(image.channels());
        }
        System.arraycopy(image.withChannels(shape.channels()).values(), 0, pixels, count * shape.size(), shape.size());
        labels[count++] = (byte) label;
    }

    /** All of them, not copied; as many as were expected must have been added. */
    LabelledImages images() {
        if (count != expected) {
            throw new IllegalStateException("expected %d images, %d were added".formatted(expected, count));
        }
        return new LabelledImages(shape, pixels, labels);
    }

    /** The images so far, one below the other, are one tall image. */
    private void becomeColour(int channels) throws IOException {
        Pixels grey = new Pixels(Arrays.copyOf(pixels, count * shape.size()), count * shape.height(), shape.width(), 1);
        shape = new ImageShape(channels, shape.height(), shape.width());
        pixels = new byte[bytes()];
        byte[] colour = grey.withChannels(channels).values();
        System.arraycopy(colour, 0, pixels, 0, colour.length);
    }

    private int bytes() throws IOException {
        long bytes = expected * shape.size();
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new IOException(
                    "%s: expected images that take 2 GiB in memory at most, found %d of %d x %d x %d, which take %d bytes; give fewer or smaller ones"
                            .formatted(folder, expected, shape.height(), shape.width(), shape.channels(), bytes));
        }
        return (int) bytes;
    }
}
