package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The Square attack for one image (Andriushchenko et al., ECCV 2020, algorithms 1 and 2): random squares, each channel of one
 * sign at the edge of the ball, kept when they raise the margin. The first query is vertical stripes of random signs.
 */
final class SquareSearch implements Search {
    /** Queries, counted as of 10,000, up to which the squares' share of the image is halved once, twice and so on. */
    private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    private static final double SCHEDULE_LENGTH = 10_000;
    private static final LogitLoss MARGIN = new LogitMargin(Double.POSITIVE_INFINITY);

    private final ImageShape shape;
    private final float[] clean;
    private final Ball ball;
    private final SplittableRandom draws;
    private final int queries;
    private final double initialShare;

    private float[] point;
    private float[] best;
    private double bestMargin = Double.NEGATIVE_INFINITY;
    private int asked;

    SquareSearch(CleanImage image, Ball ball, int queries, double initialShare) {
        this.shape = image.shape();
        this.clean = image.pixels();
        this.ball = ball;
        this.draws = image.draws();
        this.queries = queries;
        this.initialShare = initialShare;
        this.point = stripes();
        this.best = point;
    }

    /**
     * The share of the image that a square covers.
     *
     * @param query from 0
     */
    static double share(double initialShare, int query, int queries) {
        int scaled = (int) (query / (double) queries * SCHEDULE_LENGTH);
        int halvings = 0;
        while (halvings < HALVINGS.length && scaled > HALVINGS[halvings]) {
            halvings++;
        }
        return initialShare / (1 << halvings);
    }

    @Override
    public float[] point() {
        return point;
    }

    @Override
    public LogitLoss loss() {
        return MARGIN;
    }

    @Override
    public float[] best() {
        return best;
    }

    @Override
    public void hear(double margin, float[] gradient, boolean fooled) {
        if (margin > bestMargin) {
            bestMargin = margin;
            best = point;
        }
        asked++;
        point = asked < queries ? withSquare() : null;
    }

    private float[] stripes() {
        float[] striped = clean.clone();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int column = 0; column < shape.width(); column++) {
                fill(striped, channel, 0, column, shape.height(), 1, sign());
            }
        }
        return striped;
    }

    private float[] withSquare() {
        double share = share(initialShare, asked, queries);
        int pixels = shape.height() * shape.width();
        int shortest = Math.min(shape.height(), shape.width());
        int side = Math.min(Math.max((int) Math.round(Math.sqrt(share * pixels)), 1), shortest);
        int top = draws.nextInt(shape.height() - side + 1);
        int left = draws.nextInt(shape.width() - side + 1);
        float[] changed = Arrays.copyOf(best, best.length);
        for (int channel = 0; channel < shape.channels(); channel++) {
            fill(changed, channel, top, left, side, side, sign());
        }
        return changed;
    }

    private float sign() {
        return draws.nextBoolean() ? 1 : -1;
    }

    /** Puts a rectangle of one channel at the edge of the ball. */
    private void fill(float[] values, int channel, int top, int left, int height, int width, float sign) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int i = (channel * shape.height() + y) * shape.width() + x;
                values[i] = ball.project(clean[i] + sign, clean[i]);
            }
        }
    }
}
