package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * One image while it is corrupted.
 *
 * @param channels one plane {@code [H x W]} each, row-major, nominally in [0,1]
 */
@SuppressWarnings("ArrayRecordComponent") // used once, never compared
record Picture(int height, int width, float[][] channels) {
    /** Side of the pictures that severities are made for; lengths are scaled by the shorter side of others. */
    private static final double SIDE = 32;

    /** The image that begins at a byte, {@code [H, W, C]}. */
    static Picture read(ImageShape shape, byte[] pixels, int from) {
        float[][] channels = new float[shape.channels()][shape.height() * shape.width()];
        for (int i = 0; i < shape.size(); i++) {
            channels[i % channels.length][i / channels.length] = (pixels[from + i] & 0xff) / 255f;
        }
        return new Picture(shape.height(), shape.width(), channels);
    }

    /** Writes 8 bits a value, {@code [H, W, C]}; what is out of range is cut off. */
    void write(byte[] pixels, int from) {
        for (int i = 0; i < size() * channels.length; i++) {
            float value = channels[i % channels.length][i / channels.length];
            pixels[from + i] = (byte) Math.round(255 * Math.min(1, Math.max(0, value)));
        }
    }

    /** Pixels of a plane. */
    int size() {
        return height * width;
    }

    /** A length that is given for pictures of 32 pixels, in pixels of this one. */
    double pixels(double length) {
        return length * Math.min(height, width) / SIDE;
    }

    /** Lets two pixels change places in this picture. */
    void exchange(int one, int other) {
        for (float[] plane : channels) {
            float value = plane[one];
            plane[one] = plane[other];
            plane[other] = value;
        }
    }

    /** The same with other planes, each made of one of these. */
    Picture eachPlane(UnaryOperator<float[]> change) {
        return new Picture(height, width, Arrays.stream(channels).map(change).toArray(float[][]::new));
    }

    /** The same with other values, each made of one of these, plane after plane. */
    Picture eachValue(DoubleUnaryOperator change) {
        return eachPlane(plane -> {
            float[] changed = new float[plane.length];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = (float) change.applyAsDouble(plane[i]);
            }
            return changed;
        });
    }
}
