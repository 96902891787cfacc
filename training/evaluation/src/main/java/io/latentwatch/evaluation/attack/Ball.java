package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

/**
 * The images that an attack may give for a clean one: those no further from it than the radius, all values in [0,1]. The one place
 * where perturbations are cut to size.
 *
 * @param radius in [0,1] pixel range; infinite where an attack looks for the nearest adversarial image without a limit
 */
public record Ball(Norm norm, double radius) {
    public Ball {
        requireNonNull(norm, "norm is null");
        if (!(radius >= 0) || (norm == Norm.LINF && radius > 1)) {
            throw new IllegalArgumentException(
                    norm == Norm.LINF
                            ? "epsilon must lie in [0,1], found " + radius
                            : "radius must be at least 0, found " + radius);
        }
    }

    public static Ball linf(double epsilon) {
        return new Ball(Norm.LINF, epsilon);
    }

    /** Anywhere in [0,1], distances measured in L2. */
    public static Ball unlimitedL2() {
        return new Ball(Norm.L2, Double.POSITIVE_INFINITY);
    }

    /** Moves the values to the nearest ones in the ball and the range; {@code [N, C, H, W]} for L-infinity, one image for L2. */
    public void project(float[] values, float[] clean) {
        double shrink = norm == Norm.L2 ? Math.min(1, radius / distance(values, clean)) : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = norm == Norm.LINF
                    ? project(values[i], clean[i])
                    : clamp(shrink == 1 ? values[i] : clean[i] + (float) (shrink * (values[i] - clean[i])));
        }
    }

    /** One value of an L-infinity ball. */
    float project(float value, float clean) {
        float epsilon = (float) radius;
        return clamp(Math.min(Math.max(value, clean - epsilon), clean + epsilon));
    }

    /** How far one image is from the clean one. */
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

    private static float clamp(float value) {
        return Math.min(Math.max(value, 0f), 1f);
    }
}
