package io.latentwatch.evaluation.corrupt;

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

    /** Frosted glass: pixels change places with neighbours; {@code strength}: how often. */
    static Picture glass(Picture picture, double[] strength, SplittableRandom random) {
        Kernel smooth = Kernel.gaussian(picture.pixels(GLASS_SIGMA));
        Picture shuffled = smooth.apply(picture);
        int reach = Math.max(1, (int) Math.round(picture.pixels(1)));
        for (int pass = 0; pass < strength[0]; pass++) {
            for (int i = 0; i < picture.size(); i++) {
                int row = i / picture.width() + random.nextInt(-reach, reach + 1);
                int column = i % picture.width() + random.nextInt(-reach, reach + 1);
                int other = Bilinear.mirrored(row, picture.height()) * picture.width()
                        + Bilinear.mirrored(column, picture.width());
                for (float[] plane : shuffled.channels()) {
                    float value = plane[i];
                    plane[i] = plane[other];
                    plane[other] = value;
                }
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
