package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.Bilinear;
import java.util.SplittableRandom;

/** Blurs of lenses, panes and motion. */
final class Blur {
    /** Of the Gaussian blur before and after pixels change places. */
    private static final double GLASS_SIGMA = 0.4;

    private static final double ZOOM_STEP = 0.01;

    private Blur() {}

    /** A lens out of focus; {@code strength}: radius of the disc that a point becomes. */
    static Picture defocus(Picture picture, double[] strength, SplittableRandom random) {
        return Kernel.disc(picture.pixels(strength[0])).apply(picture);
    }

    /** Frosted glass: pixels change places with neighbours, between two slight blurs; {@code strength}: the share of pixels that do. */
    static Picture glass(Picture picture, double[] strength, SplittableRandom random) {
        Kernel smooth = Kernel.gaussian(picture.pixels(GLASS_SIGMA));
        Picture shuffled = smooth.apply(picture);
        int reach = Math.max(1, (int) Math.round(picture.pixels(1)));
        for (int i = 0; i < picture.size(); i++) {
            boolean moves = random.nextDouble() < strength[0];
            int row = Bilinear.mirrored(i / picture.width() + random.nextInt(-reach, reach + 1), picture.height());
            int column = Bilinear.mirrored(i % picture.width() + random.nextInt(-reach, reach + 1), picture.width());
            if (moves) {
                shuffled.exchange(i, row * picture.width() + column);
            }
        }
        return smooth.apply(shuffled);
    }

    /** A camera that moves evenly, in a direction by chance; {@code strength}: how far. */
    static Picture motion(Picture picture, double[] strength, SplittableRandom random) {
        return Kernel.line(picture.pixels(strength[0]), random.nextDouble(Math.PI))
                .apply(picture);
    }

    /** A camera that zooms in evenly; {@code strength}: the last enlargement. */
    static Picture zoom(Picture picture, double[] strength, SplittableRandom random) {
        int steps = (int) Math.round((strength[0] - 1) / ZOOM_STEP);
        return picture.eachPlane(plane -> {
            float[] mean = new float[plane.length];
            for (int step = 0; step <= steps; step++) {
                float[] enlarged = Bilinear.enlarged(plane, picture.height(), picture.width(), 1 + step * ZOOM_STEP);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += enlarged[i] / (steps + 1);
                }
            }
            return mean;
        });
    }
}
