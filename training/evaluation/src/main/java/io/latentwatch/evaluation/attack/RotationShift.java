package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitLosses;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.RigidMotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Turns and moves an image: of a grid of rotations and translations the one that the network is most wrong about (Engstrom et al., "Exploring the landscape of spatial robustness",
 * ICML 2019, the grid search). Each is rounded to 8 bits before the network is asked, for logits alone.
 *
 * <p>Where we differ: what comes in from outside repeats the edge, which is black in the paper; and the margin of the logits is raised, not the cross-entropy, so that a wrong image
 * always comes before a right one.
 *
 * @param degrees of rotation either way, above 0 and at most 180
 * @param shift either way, up and down and to the sides, as a share of the side, 0 to 1
 * @param rotations at even steps, at least 2
 * @param shifts at even steps in each direction, at least 2
 */
public record RotationShift(double degrees, double shift, int rotations, int shifts) implements Attack {
    public RotationShift {
        if (!(degrees > 0 && degrees <= 180) || !(shift >= 0 && shift <= 1)) {
            throw new IllegalArgumentException(
                    "expected degrees above 0, at most 180, and a shift from 0 to 1, found %s and %s"
                            .formatted(degrees, shift));
        }
        if (rotations < 2 || shifts < 2) {
            throw new IllegalArgumentException(
                    "expected at least 2 rotations and shifts, found %d and %d".formatted(rotations, shifts));
        }
    }

    /** With the paper's grid: 31 rotations, and shifts by up to a tenth of the side at 5 steps in each direction. */
    public static RotationShift of(double degrees) {
        return new RotationShift(degrees, 0.1, 31, 5);
    }

    /** @param draws stay as they are: nothing is left to chance */
    @Override
    public ImageBatch perturb(InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        float[] worst = clean.pixels().clone();
        double[] margins = new double[clean.count()];
        Arrays.fill(margins, Double.NEGATIVE_INFINITY);
        int size = clean.shape().size();
        for (RigidMotion motion : grid(clean.shape())) {
            ImageBatch moved = EightBit.round(moved(clean, motion), clean, ball());
            float[] found = LogitLosses.of(
                            new LogitMargin(Double.POSITIVE_INFINITY), network.logits(moved), clean.labels())
                    .values();
            for (int image = 0; image < found.length; image++) {
                if (found[image] > margins[image]) {
                    margins[image] = found[image];
                    System.arraycopy(moved.pixels(), image * size, worst, image * size, size);
                }
            }
        }
        return clean.withPixels(worst);
    }

    /** Anywhere: a moved edge changes values by all of the range. */
    @Override
    public Ball ball() {
        return Ball.unlimitedL2();
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", "rotation-shift");
        description.put("degrees", String.valueOf(degrees));
        description.put("shift", String.valueOf(shift));
        description.put("rotations", String.valueOf(rotations));
        description.put("shifts", String.valueOf(shifts));
        return description;
    }

    private List<RigidMotion> grid(ImageShape shape) {
        List<RigidMotion> grid = new ArrayList<>();
        for (int rotation = 0; rotation < rotations; rotation++) {
            for (int down = 0; down < shifts; down++) {
                for (int right = 0; right < shifts; right++) {
                    grid.add(new RigidMotion(
                            Math.toRadians(degrees * along(rotation, rotations)),
                            shift * shape.height() * along(down, shifts),
                            shift * shape.width() * along(right, shifts)));
                }
            }
        }
        return grid;
    }

    /** The step's place between -1 and 1. */
    private static double along(int step, int steps) {
        return 2.0 * step / (steps - 1) - 1;
    }

    private static ImageBatch moved(ImageBatch clean, RigidMotion motion) {
        float[] moved = new float[clean.pixels().length];
        int size = clean.shape().size();
        for (int image = 0; image < clean.count(); image++) {
            double[] values = motion.of(clean.image(image), clean.shape());
            for (int i = 0; i < size; i++) {
                moved[image * size + i] = (float) values[i];
            }
        }
        return clean.withPixels(moved);
    }
}
