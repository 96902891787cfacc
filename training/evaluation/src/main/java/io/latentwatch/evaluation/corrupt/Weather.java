package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.Bilinear;
import java.util.SplittableRandom;

/** Weather between the camera and what it sees. */
final class Weather {
    /** Frost is a little blue; red, green, blue. */
    private static final double[] ICE = {0.9, 0.96, 1};

    private static final double FROST_DECAY = 1.7;
    private static final double CRYSTAL_SHARPNESS = 3;
    private static final double THINNEST_ICE = 0.3;

    private Weather() {}

    /**
     * Flakes that fall, and a whitened scene; {@code strength}: mean and standard deviation of the flakes before their threshold, their enlargement, the
     * threshold, how far they fall while the picture is taken, and the share of the scene that is not whitened.
     */
    static Picture snow(Picture picture, double[] strength, SplittableRandom random) {
        float[] flakes = new float[picture.size()];
        for (int i = 0; i < flakes.length; i++) {
            flakes[i] = (float) (strength[0] + strength[1] * random.nextGaussian());
        }
        flakes = Bilinear.enlarged(flakes, picture.height(), picture.width(), strength[2]);
        for (int i = 0; i < flakes.length; i++) {
            flakes[i] = flakes[i] < strength[3] ? 0 : Math.min(1, flakes[i]);
        }
        double angle = random.nextDouble(Math.PI / 4, 3 * Math.PI / 4);
        float[] falling =
                Kernel.line(picture.pixels(strength[4]), angle).apply(flakes, picture.height(), picture.width());
        float[] grey = grey(picture);
        double kept = strength[5];
        return picture.eachPlane(plane -> {
            float[] snowy = new float[plane.length];
            for (int i = 0; i < snowy.length; i++) {
                double whitened = Math.max(plane[i], grey[i] * 1.5 + 0.5);
                double snow = falling[i] + falling[falling.length - 1 - i];
                snowy[i] = (float) (kept * plane[i] + (1 - kept) * whitened + snow);
            }
            return snowy;
        });
    }

    /**
     * Ice on the lens: ridges of a fractal, thicker towards the edges, for the photographs of the paper; {@code strength}: weight of the scene and of the ice.
     */
    static Picture frost(Picture picture, double[] strength, SplittableRandom random) {
        float[] clouds = PlasmaFractal.of(picture.height(), picture.width(), FROST_DECAY, random);
        float[][] frosted = new float[picture.channels().length][picture.size()];
        for (int i = 0; i < picture.size(); i++) {
            double ridge = Math.pow(1 - Math.abs(2 * clouds[i] - 1), CRYSTAL_SHARPNESS);
            double ice = Math.min(1, THINNEST_ICE + 0.5 * ridge + 0.4 * outwards(picture, i));
            for (int channel = 0; channel < frosted.length; channel++) {
                double tint = frosted.length == ICE.length ? ICE[channel] : 1;
                frosted[channel][i] = (float) (strength[0] * picture.channels()[channel][i] + strength[1] * tint * ice);
            }
        }
        return new Picture(picture.height(), picture.width(), frosted);
    }

    /** Clouds in front of the scene, darkened to stay in range; {@code strength}: how dense, and the decay of the fractal. */
    static Picture fog(Picture picture, double[] strength, SplittableRandom random) {
        float[] clouds = PlasmaFractal.of(picture.height(), picture.width(), strength[1], random);
        double brightest = 0;
        for (float[] plane : picture.channels()) {
            for (float value : plane) {
                brightest = Math.max(brightest, value);
            }
        }
        double darkening = brightest / (brightest + strength[0]);
        return picture.eachPlane(plane -> {
            float[] foggy = new float[plane.length];
            for (int i = 0; i < foggy.length; i++) {
                foggy[i] = (float) ((plane[i] + strength[0] * clouds[i]) * darkening);
            }
            return foggy;
        });
    }

    /** More light: what is added to the value of hue, saturation and value. */
    static Picture brightness(Picture picture, double[] strength, SplittableRandom random) {
        int channels = picture.channels().length;
        float[][] brighter = new float[channels][picture.size()];
        for (int i = 0; i < picture.size(); i++) {
            double value = 0;
            for (float[] plane : picture.channels()) {
                value = Math.max(value, plane[i]);
            }
            double lit = Math.min(1, value + strength[0]);
            for (int channel = 0; channel < channels; channel++) {
                brighter[channel][i] = (float) (value == 0 ? lit : picture.channels()[channel][i] * lit / value);
            }
        }
        return new Picture(picture.height(), picture.width(), brighter);
    }

    /** Mean of the channels, as bright as they look (ITU-R BT.601) where there are three. */
    private static float[] grey(Picture picture) {
        float[][] channels = picture.channels();
        float[] grey = channels[0].clone();
        if (channels.length == 3) {
            for (int i = 0; i < grey.length; i++) {
                grey[i] = 0.299f * channels[0][i] + 0.587f * channels[1][i] + 0.114f * channels[2][i];
            }
        }
        return grey;
    }

    /** How far from the centre a pixel lies: 0 there, 1 at the edges' middle. */
    private static double outwards(Picture picture, int pixel) {
        int row = pixel / picture.width();
        int column = pixel % picture.width();
        double down = 2.0 * row / Math.max(1, picture.height() - 1) - 1;
        double right = 2.0 * column / Math.max(1, picture.width() - 1) - 1;
        return Math.max(down * down, right * right);
    }
}
