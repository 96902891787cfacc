package io.latentwatch.evaluation.query;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.RigidMotion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What an attacker does to each query so that it is not known again: a random transformation that the network is expected not to mind ("query blinding", Chen, Carlini and Wagner,
 * arXiv 1907.05587, section 6). Each query is turned, moved, and changed in brightness by amounts drawn uniformly between minus and plus the given ones; what comes in from outside repeats
 * the edge.
 *
 * @param degrees of rotation about the centre, 0 to 90
 * @param shift in each direction, as a share of the side, 0 to 1
 * @param brightness added to all values, 0 to 1
 */
public record Blinding(double degrees, double shift, double brightness) {
    /** Queries as they are. */
    public static final Blinding NONE = new Blinding(0, 0, 0);

    public Blinding {
        if (!(degrees >= 0 && degrees <= 90) || !(shift >= 0 && shift <= 1) || !(brightness >= 0 && brightness <= 1)) {
            throw new IllegalArgumentException(
                    "blinding: expected degrees from 0 to 90, and shift and brightness from 0 to 1, found %s, %s and %s"
                            .formatted(degrees, shift, brightness));
        }
    }

    /** Whether queries are changed at all. */
    public boolean blinds() {
        return degrees > 0 || shift > 0 || brightness > 0;
    }

    /** What it does, by name. */
    public Map<String, Double> description() {
        Map<String, Double> description = new LinkedHashMap<>();
        description.put("degrees", degrees);
        description.put("shift", shift);
        description.put("brightness", brightness);
        return description;
    }

    /**
     * A transformed copy.
     *
     * @param image {@code [C, H, W]} in [0,1]
     */
    float[] apply(float[] image, ImageShape shape, SplittableRandom draws) {
        RigidMotion motion = new RigidMotion(
                Math.toRadians(within(degrees, draws)),
                within(shift * shape.height(), draws),
                within(shift * shape.width(), draws));
        double added = within(brightness, draws);
        double[] moved = motion.of(image, shape);
        float[] blinded = new float[image.length];
        for (int i = 0; i < blinded.length; i++) {
            blinded[i] = (float) Math.max(0, Math.min(1, moved[i] + added));
        }
        return blinded;
    }

    private static double within(double most, SplittableRandom draws) {
        return most * (2 * draws.nextDouble() - 1);
    }
}
