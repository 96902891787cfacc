package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitLoss;

/**
 * Auto-PGD for one image (Croce and Hein, ICML 2020, algorithm 1): gradient ascent with momentum; at checkpoints the step is
 * halved and the search set back to its best point if the loss rose in less than {@link #RHO} of the steps, or if neither step
 * nor best loss has changed since the checkpoint before.
 */
final class ApgdSearch implements Search {
    private static final double RHO = 0.75;
    private static final float MOMENTUM = 0.75f;
    /** Length of the first period, by how much periods shrink and the shortest one, as shares of all iterations. */
    private static final double FIRST_PERIOD = 0.22;

    private static final double PERIOD_REDUCTION = 0.03;
    private static final double SHORTEST_PERIOD = 0.06;
    /** So that 0.22 * 100 is 22. */
    private static final double SLACK = 1e-9;

    private final float[] clean;
    private final Ball ball;
    private final LogitLoss loss;
    private final int iterations;

    private float[] point;
    private float[] previous;
    private double lossAtPoint;
    private float[] best;
    private float[] bestGradient;
    private double bestLoss = Double.NEGATIVE_INFINITY;

    private double step;
    private int iteration;
    private int rises;
    private double period = FIRST_PERIOD;
    private double checkpoint = FIRST_PERIOD;
    private int lastCheck;
    private boolean halvedAtLastCheck = true;
    private double bestAtLastCheck;

    ApgdSearch(float[] clean, Ball ball, LogitLoss loss, int iterations, float[] start) {
        this.clean = clean;
        this.ball = ball;
        this.loss = loss;
        this.iterations = iterations;
        this.step = 2 * ball.radius();
        this.point = start;
        this.best = start;
    }

    /** From a random point: noise in [-1,1] scaled so that its largest value reaches the ball's edge. */
    static ApgdSearch started(CleanImage image, Ball ball, LogitLoss loss, int iterations) {
        double[] noise = new double[image.pixels().length];
        double largest = 0;
        for (int i = 0; i < noise.length; i++) {
            noise[i] = 2 * image.draws().nextDouble() - 1;
            largest = Math.max(largest, Math.abs(noise[i]));
        }
        float[] start = new float[noise.length];
        for (int i = 0; i < noise.length; i++) {
            start[i] = image.pixels()[i] + (float) (ball.radius() * noise[i] / largest);
        }
        ball.project(start, image.pixels());
        return new ApgdSearch(image.pixels(), ball, loss, iterations, start);
    }

    @Override
    public float[] point() {
        return point;
    }

    @Override
    public LogitLoss loss() {
        return loss;
    }

    @Override
    public float[] best() {
        return best;
    }

    /** The highest loss so far. */
    double bestLoss() {
        return bestLoss;
    }

    @Override
    public void hear(double found, float[] gradient, boolean fooled) {
        rises += iteration > 0 && found > lossAtPoint ? 1 : 0;
        lossAtPoint = found;
        if (found > bestLoss) {
            bestLoss = found;
            best = point;
            bestGradient = gradient;
        }
        if (iteration == 0) {
            bestAtLastCheck = bestLoss;
        }
        boolean setBack = iteration > 0 && iteration == checkpoint() && check();
        if (iteration == iterations) {
            point = null;
            return;
        }
        float[] before = previous;
        if (setBack) {
            point = best;
            lossAtPoint = bestLoss;
        }
        previous = point;
        point = next(setBack ? bestGradient : gradient, before);
        iteration++;
    }

    private int checkpoint() {
        return (int) Math.ceil(checkpoint * iterations - SLACK);
    }

    /** Whether to go on from the best point with half the step. */
    private boolean check() {
        int steps = iteration - lastCheck;
        boolean fewRises = rises < RHO * steps;
        boolean stuck = !halvedAtLastCheck && bestAtLastCheck >= bestLoss;
        halvedAtLastCheck = fewRises || stuck;
        bestAtLastCheck = bestLoss;
        step = halvedAtLastCheck ? step / 2 : step;
        lastCheck = iteration;
        rises = 0;
        period = Math.max(period - PERIOD_REDUCTION, SHORTEST_PERIOD);
        checkpoint += period;
        return halvedAtLastCheck;
    }

    private float[] next(float[] gradient, float[] before) {
        float momentum = before == null ? 1 : MOMENTUM;
        float[] ascended = new float[point.length];
        for (int i = 0; i < point.length; i++) {
            ascended[i] = point[i] + (float) step * Math.signum(gradient[i]);
        }
        ball.project(ascended, clean);
        for (int i = 0; i < point.length; i++) {
            float inertia = before == null ? 0 : point[i] - before[i];
            ascended[i] = point[i] + momentum * (ascended[i] - point[i]) + (1 - momentum) * inertia;
        }
        ball.project(ascended, clean);
        return ascended;
    }
}
