package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

/**
 * The images that an attack may give for a clean one: those no further from it than the radius, all values in [0,1]. The one place
 * where perturbations are cut to size.
 *
 * @param radius in [0,1] pixel range for L-infinity; infinite for L2, where our attacks look for the nearest adversarial image
 */
public record Ball(Norm norm, double radius) {
    public Ball {
        requireNonNull(norm, "norm is null");
        if (norm == Norm.LINF && !(radius >= 0 && radius <= 1)) {
            throw new IllegalArgumentException("epsilon must lie in [0,1], found " + radius);
        }
        if (norm == Norm.L2 && radius != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("an L2 ball is unlimited here, found the radius " + radius);
        }
    }

    public static Ball linf(double epsilon) {
        return new Ball(Norm.LINF, epsilon);
    }

    /** Anywhere in [0,1], distances measured in L2. */
    public static Ball unlimitedL2() {
        return new Ball(Norm.L2, Double.POSITIVE_INFINITY);
    }

    /** Moves each value to the nearest one in the ball and the range. */
    void project(float[] values, float[] clean) {
        for (int i = 0; i < values.length; i++) {
            values[i] = project(values[i], clean[i]);
        }
    }

    /** Moves one value to the nearest one in the ball and the range. */
    public float project(float value, float clean) {
        float reach = norm == Norm.LINF ? (float) radius : 1;
        float inBall = Math.min(Math.max(value, clean - reach), clean + reach);
        return Math.min(Math.max(inBall, 0f), 1f);
    }

    /** How far one image is from the clean one, in this norm. */
    public double distance(float[] values, float[] clean) {
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double change = Math.abs((double) values[i] - clean[i]);
            largest = Math.max(largest, change);
            squares += change * change;
        }
        return norm == Norm.LINF ? largest : Math.sqrt(squares);
    }
}
