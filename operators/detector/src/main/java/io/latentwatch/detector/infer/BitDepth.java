package io.latentwatch.detector.infer;

import java.util.Arrays;

/**
 * The squeezer that reduces the colour depth: x becomes round(x (2^b - 1)) / (2^b - 1), on pixels in [0,1].
 *
 * @param bits b, 1 to 7
 */
public record BitDepth(int bits) implements Squeeze {
    /** Of 8 bits, as images have them, nothing would be taken away. */
    static final int MOST = 7;

    public BitDepth {
        if (bits < 1 || bits > MOST) {
            throw new IllegalArgumentException("a squeezer of " + bits + " bits, expected 1 to " + MOST);
        }
    }

    @Override
    public String name() {
        return "bits-" + bits;
    }

    /** 2^b - 1. */
    public int steps() {
        return (1 << bits) - 1;
    }

    /** Halves go to the even neighbour, as ONNX's Round has it. */
    @Override
    public double[] squeeze(double[] pixels, int height, int width) {
        return Arrays.stream(pixels)
                .map(pixel -> Math.rint(pixel * steps()) / steps())
                .toArray();
    }

    @Override
    public String leaves() {
        return (steps() + 1) + " levels";
    }
}
