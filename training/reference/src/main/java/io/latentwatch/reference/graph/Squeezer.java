package io.latentwatch.reference.graph;

import io.latentwatch.detector.infer.BitDepth;
import java.util.List;

/**
 * Writes the {@link BitDepth} squeezer into a graph.
 *
 * @param bits b, 1 to 7
 */
public record Squeezer(int bits) {
    public Squeezer {
        new BitDepth(bits); // refuses others
    }

    /** As the manifest names it. */
    public String name() {
        return new BitDepth(bits).name();
    }

    /** Adds the squeezing of {@code [M, C, H, W]} in [0,1] and returns the result's name. */
    String write(GraphBuilder build, String pixels) {
        int levels = new BitDepth(bits).steps();
        if (levels == 1) {
            return build.node("Round", name(), List.of(pixels));
        }
        String scale = build.scalar(name() + ".levels", levels);
        String rounded = build.node(
                "Round", name() + ".rounded", List.of(build.node("Mul", name() + ".scaled", List.of(pixels, scale))));
        return build.node("Div", name(), List.of(rounded, scale));
    }
}
