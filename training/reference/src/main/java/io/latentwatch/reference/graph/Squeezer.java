package io.latentwatch.reference.graph;

import java.util.List;

/**
 * Makes a twin by reducing the colour depth (Xu, Evans and Qi, "Feature squeezing", NDSS 2018): x becomes round(x (2^b - 1)) / (2^b - 1), on pixels in
 * [0,1].
 *
 * @param bits b, 1 to 7
 */
public record Squeezer(int bits) {
    public Squeezer {
        if (bits < 1 || bits > 7) {
            throw new IllegalArgumentException("a squeezer of " + bits + " bits, expected 1 to 7");
        }
    }

    /** As the manifest names it. */
    public String name() {
        return "bits-" + bits;
    }

    /** Adds the squeezing of {@code [M, C, H, W]} in [0,1] and returns the result's name. */
    String write(GraphBuilder build, String pixels) {
        int levels = (1 << bits) - 1;
        if (levels == 1) {
            return build.node("Round", name(), List.of(pixels));
        }
        String scale = build.scalar(name() + ".levels", levels);
        String rounded = build.node(
                "Round", name() + ".rounded", List.of(build.node("Mul", name() + ".scaled", List.of(pixels, scale))));
        return build.node("Div", name(), List.of(rounded, scale));
    }
}
