package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * HopSkipJump (Chen, Jordan and Wainwright, "HopSkipJumpAttack: a query-efficient decision-based attack", IEEE S&amp;P 2020, algorithm 2, untargeted): it asks for the
 * class alone, never for numbers behind it. See {@link HopSkipJumpSearch}. In an L-infinity ball it stops at the first image, rounded to 8 bits, that is misclassified
 * inside it, and leaves images as they are that it does not get there; in L2 it goes on to the end of its queries and gives the nearest that it has found.
 *
 * <p>Where we differ: the paper probes at distances of a millionth of the pixel range, which an interface that takes 8 bits cannot tell from nothing. No probe and no bisection is
 * finer than {@code resolution}, which is 0 in the paper.
 *
 * @param ball L-infinity of a radius, or L2 without
 * @param queries of the network for each image, at least 1; all count, checks of rounded images too
 * @param firstProbes B_0, probes of the first iteration, at least 2; the t-th takes sqrt(t) times as many
 * @param resolution root mean square that a probe moves a value at least, and where bisection ends, in [0,1] pixel range
 */
public record HopSkipJump(Ball ball, int queries, int firstProbes, double resolution) implements Attack {
    private static final int PAPERS_FIRST_PROBES = 100;
    private static final int QUERIES = 5000;

    public HopSkipJump {
        requireNonNull(ball, "ball is null");
        if (queries < 1 || firstProbes < 2) {
            throw new IllegalArgumentException(
                    "expected at least 1 query and 2 probes, found %d and %d".formatted(queries, firstProbes));
        }
        if (!(resolution >= 0 && resolution < 1)) {
            throw new IllegalArgumentException(
                    "resolution must be at least 0 and below 1 of the pixel range, found " + resolution);
        }
    }

    /** In a ball, with the paper's numbers and no limit to the resolution. */
    public static HopSkipJump in(Ball ball) {
        return new HopSkipJump(ball, QUERIES, PAPERS_FIRST_PROBES, 0);
    }

    public HopSkipJump withQueries(int count) {
        return new HopSkipJump(ball, count, firstProbes, resolution);
    }

    /** Against an interface that takes images of 8 bits: probes of one level and more. */
    public HopSkipJump onEightBits() {
        return new HopSkipJump(ball, queries, firstProbes, 1 / 255.0);
    }

    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        float[] pixels = clean.pixels().clone();
        int size = clean.shape().size();
        for (int image = 0; image < draws.length; image++) {
            float[] found = new HopSkipJumpSearch(this, network, clean.slice(image, 1), draws[image]).run();
            System.arraycopy(found, 0, pixels, image * size, size);
        }
        return clean.withPixels(pixels);
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", "hop-skip-jump");
        description.put("norm", ball.norm() == Norm.LINF ? "L-infinity" : "L2");
        if (ball.norm() == Norm.LINF) {
            description.put("epsilon", String.valueOf(ball.radius()));
        }
        description.put("queries", String.valueOf(queries));
        description.put("firstProbes", String.valueOf(firstProbes));
        description.put("resolution", String.valueOf(resolution));
        return description;
    }
}
