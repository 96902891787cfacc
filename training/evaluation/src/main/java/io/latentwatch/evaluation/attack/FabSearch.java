package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitDifference;
import io.latentwatch.evaluation.gradient.LogitLoss;

/**
 * Fast adaptive boundary attack for one image towards one class in L-infinity (Croce and Hein, ICML 2020, algorithm 1, without
 * random restarts and final search): step over the linearised boundary between the classes, with a pull towards the clean image,
 * and back towards it whenever a point is adversarial.
 */
final class FabSearch implements Search {
    /** The largest pull towards the clean image's own projection. */
    private static final double LARGEST_PULL = 0.1;
    /** How far a step goes over the boundary. */
    private static final double OVERSHOOT = 1.05;
    /** What is left of the perturbation after a backward step. */
    private static final double BACKWARD = 0.9;

    private static final double SMALL = 1e-8;

    private final float[] clean;
    private final Ball ball;
    private final LogitLoss loss;
    private final int iterations;

    private float[] point;
    private float[] best;
    private double bestDistance = Double.POSITIVE_INFINITY;
    private int steps;
    /** Whether the point is where a step led, and not the clean image or a backward step's end. */
    private boolean stepped;

    FabSearch(float[] clean, Ball ball, int target, int iterations) {
        this.clean = clean;
        this.ball = ball;
        this.loss = new LogitDifference(target);
        this.iterations = iterations;
        this.point = clean;
        this.best = clean;
    }

    @Override
    public float[] point() {
        return point;
    }

    @Override
    public LogitLoss loss() {
        return loss;
    }

    /** The nearest adversarial image, if one lay in the ball; else the clean one. */
    @Override
    public float[] best() {
        return bestDistance <= ball.radius() ? best : clean;
    }

    /** Of the nearest adversarial image; infinite if there was none. */
    double bestDistance() {
        return bestDistance;
    }

    @Override
    public void hear(double difference, float[] gradient, boolean fooled) {
        if (stepped && fooled) {
            keepIfNearer();
            point = steps == iterations ? null : backward();
            stepped = false;
        } else {
            point = steps == iterations ? null : step(difference, gradient);
            stepped = true;
            steps++;
        }
    }

    private void keepIfNearer() {
        double distance = ball.distance(point, clean);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = point;
        }
    }

    private float[] backward() {
        float[] back = new float[point.length];
        for (int i = 0; i < back.length; i++) {
            back[i] = clean[i] + (float) BACKWARD * (point[i] - clean[i]);
        }
        return back;
    }

    private float[] step(double difference, float[] gradient) {
        Hyperplane boundary = Hyperplane.ofLinearised(difference, gradient, point);
        float[] fromPoint = boundary.stepOnto(point);
        float[] fromClean = boundary.stepOnto(clean);
        double length = Math.max(largest(fromPoint), SMALL);
        double pull = Math.min(length / (length + Math.max(largest(fromClean), SMALL)), LARGEST_PULL);
        float[] next = new float[point.length];
        for (int i = 0; i < next.length; i++) {
            double forward = point[i] + OVERSHOOT * fromPoint[i];
            double biased = clean[i] + OVERSHOOT * fromClean[i];
            next[i] = (float) Math.min(Math.max((1 - pull) * forward + pull * biased, 0), 1);
        }
        return next;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
