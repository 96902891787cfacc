package io.latentwatch.evaluation.images;

import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.decode.Pixels;
import io.latentwatch.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Gathers decoded images of one size, that of the first, in one array. They are grey until the first colour image comes; from then on
 * all are colour.
 */
final class SameSizeImages {
    private final Path folder;
    private final byte[] labels;
    private ImageShape shape;
    private byte[] pixels;

    /** @param folder that they come from, for messages */
    SameSizeImages(Path folder, int count) {
        this.folder = folder;
        this.labels = new byte[count];
    }

    /**
     * Puts an image at its place.
     *
     * @throws ImageRefusedException if it has another size than the first; nothing is put
     * @throws IOException if all images together would take more than an array holds
     */
    void put(int place, Pixels image, int label) throws ImageRefusedException, IOException {
        if (shape == null) {
            shape = fitting(new ImageShape(image.channels(), image.height(), image.width()));
            pixels = new byte[labels.length * shape.size()];
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
        System.arraycopy(image.withChannels(shape.channels()).values(), 0, pixels, place * shape.size(), shape.size());
        labels[place] = (byte) label;
    }

    /** All of them, not copied; zeros where none was put. */
    LabelledImages images() {
        return new LabelledImages(shape, pixels, labels);
    }

    /** The images, one below the other, are one tall image. */
    private void becomeColour(int channels) throws IOException {
        Pixels grey = new Pixels(pixels, labels.length * shape.height(), shape.width(), shape.channels());
        shape = fitting(new ImageShape(channels, shape.height(), shape.width()));
        pixels = grey.withChannels(channels).values();
    }

    private ImageShape fitting(ImageShape wanted) throws IOException {
        long bytes = (long) labels.length * wanted.size();
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new IOException(
                    "%s: expected images that take 2 GiB in memory at most, found %d of %d x %d x %d, which take %d bytes; give fewer or smaller ones"
                            .formatted(
                                    folder, labels.length, wanted.height(), wanted.width(), wanted.channels(), bytes));
        }
        return wanted;
    }
}
