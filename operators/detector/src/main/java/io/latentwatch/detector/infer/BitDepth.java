package io.latentwatch.detector.infer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The squeezer that reduces the colour depth (Xu, Evans and Qi, "Feature squeezing", NDSS 2018): x becomes round(x (2^b - 1)) / (2^b - 1), on pixels in
 * [0,1].
 *
 * @param bits b, 1 to 7
 */
public record BitDepth(int bits) {
    private static final Pattern NAME = Pattern.compile("bits-([1-7])");

    public BitDepth {
        if (bits < 1 || bits > 7) {
            throw new IllegalArgumentException("a squeezer of " + bits + " bits, expected 1 to 7");
        }
    }

    /** The squeezer that a manifest names, where there is one of that name. */
    public static Optional<BitDepth> named(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(new BitDepth(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }

    /** As a manifest names it. */
    public String name() {
        return "bits-" + bits;
    }

    /** 2^b - 1. */
    public int steps() {
        return (1 << bits) - 1;
    }

    /** Squeezes one pixel in [0,1]; halves go to the even neighbour, as ONNX's Round has it. */
    public double squeeze(double pixel) {
        return Math.rint(pixel * steps()) / steps();
    }
}
