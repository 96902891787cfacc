package io.latentwatch.reference.graph;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.Squeeze;
import java.util.List;

/**
 * Writes squeezers into a graph.
 *
 * @param pixels name of the images that are twinned, {@code [M, C, H, W]} in [0,1]
 * @param input their sizes
 */
record SqueezeNodes(GraphBuilder build, String pixels, Manifest.Input input) {
    /** Adds the squeezing and returns the result's name. */
    String write(Squeeze squeeze) {
        return squeeze instanceof BitDepth depth ? writeDepth(depth) : writeMedian(squeeze.name());
    }

    private String writeDepth(BitDepth depth) {
        String name = depth.name();
        if (depth.steps() == 1) {
            return build.node("Round", name, List.of(pixels));
        }
        String scale = build.scalar(name + ".levels", depth.steps());
        String scaled = build.node("Mul", name + ".scaled", List.of(pixels, scale));
        String rounded = build.node("Round", name + ".rounded", List.of(scaled));
        return build.node("Div", name, List.of(rounded, scale));
    }

    /** Of four numbers the middle two are what is left of the sum without the least and the largest. */
    private String writeMedian(String name) {
        String above = shifted(name + ".above", pixels, 2, input.height());
        String left = shifted(name + ".left", pixels, 3, input.width());
        String between = shifted(name + ".between", above, 3, input.width());
        List<String> four = List.of(pixels, above, left, between);
        String least = build.node("Min", name + ".least", four);
        String largest = build.node("Max", name + ".largest", four);
        String sum = build.node("Sum", name + ".sum", four);
        String withoutLeast = build.node("Sub", name + ".without_least", List.of(sum, least));
        String middle = build.node("Sub", name + ".middle", List.of(withoutLeast, largest));
        return build.node("Mul", name, List.of(middle, build.scalar(name + ".half", 0.5)));
    }

    /** Moved by one pixel along an axis; the first row or column stands where there is nothing to move. */
    private String shifted(String name, String images, int axis, int size) {
        String first = slice(name + ".first", images, axis, 1);
        String rest = slice(name + ".rest", images, axis, size - 1);
        return build.concat(name, List.of(first, rest), axis);
    }

    private String slice(String name, String images, int axis, int end) {
        return build.node(
                "Slice",
                name,
                List.of(
                        images,
                        build.longs(name + ".start", 0),
                        build.longs(name + ".end", end),
                        build.longs(name + ".axis", axis)));
    }
}
