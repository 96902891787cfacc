package io.latentwatch.detector.infer;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a twin is made of an image (Xu, Evans and Qi, "Feature squeezing", NDSS 2018). */
public sealed interface Squeeze permits BitDepth, MedianTwoByTwo {
    /** The names that are known, for messages. */
    String KNOWN = "bits-1 to bits-7 and " + MedianTwoByTwo.NAME;

    /** As a manifest names it. */
    String name();

    /**
     * Squeezes one image.
     *
     * @param pixels {@code [C, H, W]} in [0,1]; stays as it is
     */
    double[] squeeze(double[] pixels, int height, int width);

    /** What is left of an image, for messages. */
    String leaves();

    /** The one of that name, where there is one. */
    static Optional<Squeeze> named(String name) {
        return Stream.concat(
                        IntStream.rangeClosed(1, BitDepth.MOST).mapToObj(BitDepth::new),
                        Stream.of(new MedianTwoByTwo()))
                .map(squeeze -> (Squeeze) squeeze)
                .filter(squeeze -> squeeze.name().equals(name))
                .findFirst();
    }

    /**
     * Reads what an option or a file asks for.
     *
     * @throws IllegalArgumentException if a name is not known
     */
    static List<Squeeze> parse(List<String> names) {
        return names.stream()
                .map(name -> named(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "twins by '%s', expected %s; give names that are known".formatted(name, KNOWN))))
                .toList();
    }
}
