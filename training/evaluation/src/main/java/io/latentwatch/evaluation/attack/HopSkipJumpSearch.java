package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * {@link HopSkipJump} on one image. From a point that is misclassified it goes by turns: bisect towards the clean image to the decision's boundary; estimate the boundary's normal there
 * by random probes; step along it as far as half, a quarter, ... of the way still leads to a misclassified point.
 */
final class HopSkipJumpSearch {
    private static final int STARTS = 100;
    private static final int MOST_PROBES = 10_000;
    private static final double FIRST_REACH = 0.1;
    private static final double SHORTEST_STEP = 1e-6;

    private final HopSkipJump attack;
    private final InputGradient network;
    private final ImageBatch clean;
    private final float[] image;
    private final SplittableRandom draws;
    private final Ball anywhere;
    private int left;

    HopSkipJumpSearch(HopSkipJump attack, InputGradient network, ImageBatch clean, SplittableRandom draws) {
        this.attack = attack;
        this.network = network;
        this.clean = clean;
        this.image = clean.image(0);
        this.draws = draws;
        this.anywhere = attack.ball().norm() == Norm.LINF ? Ball.linf(1) : Ball.unlimitedL2();
        this.left = attack.queries();
    }

    /** B_t of the t-th iteration, from 1. */
    static int probes(int firstProbes, int iteration) {
        return Math.min(MOST_PROBES, (int) (firstProbes * Math.sqrt(iteration)));
    }

    /** The misclassified image, rounded in an L-infinity ball; the clean one if none is found. */
    float[] run() {
        if (fooled(image)) {
            return image;
        }
        float[] point = start();
        float[] nearest = null;
        for (int iteration = 1; point != null && left > 0; iteration++) {
            double distance = anywhere.distance(point, image);
            float[] boundary = bisect(point);
            if (nearest == null || anywhere.distance(boundary, image) < anywhere.distance(nearest, image)) {
                nearest = boundary;
            }
            float[] rounded = inBall(boundary);
            if (rounded != null) {
                return rounded;
            }
            int probes = Math.min(left, probes(attack.firstProbes(), iteration));
            float[] normal = normal(boundary, reach(distance, iteration), probes);
            point = step(boundary, normal, anywhere.distance(boundary, image) / Math.sqrt(iteration));
        }
        return nearest == null || attack.ball().norm() == Norm.LINF ? image : settled(nearest);
    }

    /** A point of noise that is misclassified; null if there is none among so many. */
    private float[] start() {
        for (int i = 0; i < STARTS && left > 0; i++) {
            float[] noise = new float[image.length];
            for (int p = 0; p < noise.length; p++) {
                noise[p] = (float) draws.nextDouble();
            }
            if (fooled(noise)) {
                return noise;
            }
        }
        return null;
    }

    /** The paper's BIN-SEARCH: between the misclassified point and the clean image, misclassified itself, and no further than the threshold from a point that is not. */
    float[] bisect(float[] point) {
        boolean cube = attack.ball().norm() == Norm.LINF;
        double most = cube ? anywhere.distance(point, image) : 1;
        double span = cube ? 1 : Ball.linf(1).distance(point, image);
        double dimensions = image.length;
        double threshold = Math.max(
                most * Math.pow(dimensions, cube ? -2 : -1.5), attack.resolution() / Math.max(span, SHORTEST_STEP));
        double low = 0;
        double high = most;
        float[] best = point;
        while (high - low > threshold && left > 0) {
            double middle = (low + high) / 2;
            float[] between = between(point, middle, cube);
            if (fooled(between)) {
                high = middle;
                best = between;
            } else {
                low = middle;
            }
        }
        return best;
    }

    /** Cut to a cube around the clean image, or so far along the way from it. */
    private float[] between(float[] point, double share, boolean cube) {
        float[] between = point.clone();
        if (cube) {
            Ball.linf(share).project(between, image);
        } else {
            for (int p = 0; p < between.length; p++) {
                between[p] = (float) (image[p] + share * (point[p] - (double) image[p]));
            }
        }
        return between;
    }

    /** delta_t: how far probes go, in L2. */
    private double reach(double distance, int iteration) {
        double papers = iteration == 1 ? FIRST_REACH : distance / image.length;
        return Math.max(papers, attack.resolution() * Math.sqrt(image.length));
    }

    /**
     * The boundary's normal towards misclassification, of length 1: the mean of random directions, those that lead to misclassified points weighing for the share of the others and
     * the others against it (the paper's equation 16).
     */
    float[] normal(float[] boundary, double reach, int probes) {
        int size = boundary.length;
        float[] moves = new float[probes * size];
        float[] points = new float[probes * size];
        for (int i = 0; i < probes; i++) {
            double[] unit = unit(size);
            for (int p = 0; p < size; p++) {
                float point = anywhere.project((float) (boundary[p] + reach * unit[p]), image[p]);
                points[i * size + p] = point;
                moves[i * size + p] = (float) ((point - boundary[p]) / reach);
            }
        }
        boolean[] fooled = fooled(points, probes);
        int count = 0;
        for (boolean one : fooled) {
            count += one ? 1 : 0;
        }
        double mean = count == 0 ? 1 : count == probes ? 0 : (double) count / probes; // all alike: with them or against
        double[] sum = new double[size];
        for (int i = 0; i < probes; i++) {
            double weight = (fooled[i] ? 1 : 0) - mean;
            for (int p = 0; p < size; p++) {
                sum[p] += weight * moves[i * size + p];
            }
        }
        return ofLengthOne(sum);
    }

    private double[] unit(int size) {
        double[] unit = new double[size];
        double squares = 0;
        for (int p = 0; p < size; p++) {
            unit[p] = draws.nextGaussian();
            squares += unit[p] * unit[p];
        }
        for (int p = 0; p < size; p++) {
            unit[p] /= Math.sqrt(squares);
        }
        return unit;
    }

    private static float[] ofLengthOne(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        float[] unit = new float[vector.length];
        for (int p = 0; p < unit.length; p++) {
            unit[p] = squares == 0 ? 0 : (float) (vector[p] / Math.sqrt(squares));
        }
        return unit;
    }

    /** Along the normal, or its signs in L-infinity, by the length, or else by half of it and so on; the boundary's point itself where not even the shortest step leads to a misclassified one. */
    private float[] step(float[] boundary, float[] normal, double length) {
        boolean cube = attack.ball().norm() == Norm.LINF;
        double shortest = Math.max(SHORTEST_STEP, attack.resolution() / 2);
        for (double reached = length; reached >= shortest && left > 0; reached /= 2) {
            float[] next = new float[boundary.length];
            for (int p = 0; p < next.length; p++) {
                double direction = cube ? Math.signum(normal[p]) : normal[p];
                next[p] = anywhere.project((float) (boundary[p] + reached * direction), image[p]);
            }
            if (fooled(next)) {
                return next;
            }
        }
        return boundary;
    }

    /** In an L-infinity ball: the point rounded inside it, if it is near enough and misclassified; else null. */
    private float[] inBall(float[] point) {
        Ball ball = attack.ball();
        boolean near = ball.norm() == Norm.LINF && ball.distance(point, image) <= ball.radius() + attack.resolution();
        if (!near || left == 0) {
            return null;
        }
        float[] rounded = EightBit.round(point, image, ball);
        return fooled(rounded) ? rounded : null;
    }

    /** The nearest point so that it is misclassified when it is rounded, where that can be had. */
    private float[] settled(float[] point) {
        float[] outwards = EightBit.roundOutwards(point, image, attack.ball());
        return left > 0 && !fooled(EightBit.round(point, image, attack.ball())) && left > 0 && fooled(outwards)
                ? outwards
                : point;
    }

    private boolean fooled(float[] point) {
        return fooled(point, 1)[0];
    }

    /** One query a point. */
    private boolean[] fooled(float[] points, int count) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("an attack was interrupted");
        }
        left -= count;
        int[] labels = new int[count];
        Arrays.fill(labels, clean.labels()[0]);
        boolean[] right = Verdict.of(network, new ImageBatch(clean.shape(), points, labels))
                .right();
        boolean[] fooled = new boolean[count];
        for (int i = 0; i < count; i++) {
            fooled[i] = !right[i];
        }
        return fooled;
    }
}
