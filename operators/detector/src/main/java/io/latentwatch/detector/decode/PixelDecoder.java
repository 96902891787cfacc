package io.latentwatch.detector.decode;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.DeadLetterReason;

/** Decodes images as they are, at their own size and in their own colours. Not thread-safe. */
public final class PixelDecoder {
    private final long maxPixels;
    private final FileDecoder png;
    private final FileDecoder jpeg;

    /** @param maxPixels images with more are refused by their header */
    public PixelDecoder(long maxPixels) {
        this.maxPixels = maxPixels;
        this.png = new FileDecoder("png", maxPixels);
        this.jpeg = new FileDecoder("jpeg", maxPixels);
    }

    /** The image's pixels, grey or red, green and blue; those of raw images are not copied. */
    public Pixels decode(EncodedImage image) throws ImageRefusedException {
        return switch (image.encoding()) {
            case PNG -> png.decode(image.bytes());
            case JPEG -> jpeg.decode(image.bytes());
            case RAW_UINT8 -> raw(image);
            case UNKNOWN ->
                throw new ImageRefusedException(
                        DeadLetterReason.UNKNOWN_ENCODING,
                        "the encoding is not known here, expected PNG, JPEG or RAW_UINT8");
        };
    }

    private Pixels raw(EncodedImage image) throws ImageRefusedException {
        int height = image.height();
        int width = image.width();
        int channels = image.channels();
        if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
            throw new ImageRefusedException(
                    DeadLetterReason.SHAPE_MISMATCH,
                    "RAW_UINT8 of %d x %d x %d, expected positive sizes and 1 or 3 channels"
                            .formatted(height, width, channels));
        }
        if ((long) height * width > maxPixels) {
            throw new ImageRefusedException(
                    DeadLetterReason.TOO_LARGE,
                    "RAW_UINT8 of %d x %d pixels, expected at most %d (image.max-pixels)"
                            .formatted(height, width, maxPixels));
        }
        long expected = (long) height * width * channels;
        if (image.bytes().length != expected) {
            throw new ImageRefusedException(
                    image.bytes().length < expected
                            ? DeadLetterReason.TRUNCATED_IMAGE
                            : DeadLetterReason.SHAPE_MISMATCH,
                    "RAW_UINT8 of %d x %d x %d takes %d bytes, found %d"
                            .formatted(height, width, channels, expected, image.bytes().length));
        }
        return new Pixels(image.bytes(), height, width, channels);
    }
}
