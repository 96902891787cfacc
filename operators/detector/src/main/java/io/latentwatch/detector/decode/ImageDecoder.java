package io.latentwatch.detector.decode;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.ResizeMode;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.DeadLetterReason;
import java.nio.ByteBuffer;

/** Brings encoded images to a bundle's input: decode, colours, size, channels first. Not thread-safe. */
public final class ImageDecoder {
    private final Manifest.Input input;
    private final long maxPixels;
    private final PixelDecoder decoder;

    /** @param maxPixels images with more are refused by their header */
    public ImageDecoder(Manifest.Input input, long maxPixels) {
        this.input = input;
        this.maxPixels = maxPixels;
        this.decoder = new PixelDecoder(maxPixels);
    }

    /**
     * Puts the image's {@code channels x height x width} unsigned bytes at the target's position, which moves behind them. When the image is
     * refused, nothing is put.
     */
    public void decode(EncodedImage image, ByteBuffer target) throws ImageRefusedException {
        Pixels pixels = fit(decoder.decode(image).withChannels(input.channels()));
        put(pixels, target);
    }

    private Pixels fit(Pixels pixels) throws ImageRefusedException {
        if (pixels.height() == input.height() && pixels.width() == input.width()) {
            return pixels;
        }
        if (input.resize().mode() == ResizeMode.NONE) {
            throw new ImageRefusedException(
                    DeadLetterReason.SHAPE_MISMATCH,
                    "%d x %d pixels, the model takes %d x %d and its bundle resizes nothing"
                            .formatted(pixels.height(), pixels.width(), input.height(), input.width()));
        }
        if (resizedPixels(pixels) > maxPixels) {
            throw new ImageRefusedException(
                    DeadLetterReason.SHAPE_MISMATCH,
                    "%d x %d pixels, of which resizing to %d x %d would make more than %d on the way (image.max-pixels)"
                            .formatted(pixels.height(), pixels.width(), input.height(), input.width(), maxPixels));
        }
        return Resampling.toSize(pixels, input.resize(), input.height(), input.width());
    }

    /** Pixels while resizing: a long thin image grows when its shorter side does, or when it is brought to the model's width before its height. */
    private double resizedPixels(Pixels pixels) {
        if (input.resize().mode() == ResizeMode.STRETCH) {
            return (double) pixels.height() * input.width();
        }
        double scale = (double) input.resize().shorterSide() / Math.min(pixels.height(), pixels.width());
        return scale * scale * pixels.height() * pixels.width();
    }

    private void put(Pixels pixels, ByteBuffer target) {
        target.put(pixels.channels() == 1 ? pixels.values() : planes(pixels.values()));
    }

    /** Three channels, one after the other. In an array first: byte by byte into a buffer takes several times as long. */
    private byte[] planes(byte[] values) {
        byte[] planes = new byte[values.length];
        int pixels = values.length / 3;
        boolean reversed = input.colourOrder() == ColourOrder.BGR;
        int red = reversed ? 2 * pixels : 0;
        int blue = reversed ? 0 : 2 * pixels;
        for (int i = 0, from = 0; i < pixels; i++, from += 3) {
            planes[red + i] = values[from];
            planes[pixels + i] = values[from + 1];
            planes[blue + i] = values[from + 2];
        }
        return planes;
    }
}
