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
                    "%d x %d pixels, whose shorter side brought to %d would make more than %d pixels"
                            .formatted(
                                    pixels.height(),
                                    pixels.width(),
                                    input.resize().shorterSide(),
                                    maxPixels));
        }
        return Resampling.toSize(pixels, input.resize(), input.height(), input.width());
    }

    /** Pixels while resizing: a long thin image grows when its shorter side does. */
    private double resizedPixels(Pixels pixels) {
        double scale = (double) input.resize().shorterSide() / Math.min(pixels.height(), pixels.width());
        return scale * scale * pixels.height() * pixels.width();
    }

    private void put(Pixels pixels, ByteBuffer target) {
        byte[] values = pixels.values();
        int channels = pixels.channels();
        if (channels == 1) {
            target.put(values);
            return;
        }
        boolean reversed = input.colourOrder() == ColourOrder.BGR;
        for (int c = 0; c < channels; c++) {
            int channel = reversed ? channels - 1 - c : c;
            for (int i = channel; i < values.length; i += channels) {
                target.put(values[i]);
            }
        }
    }
}
