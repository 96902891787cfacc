package io.latentwatch.evaluation.corrupt;

import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The fifteen corruptions of Hendrycks and Dietterich, at severities for small images. Noise, zoom, fog, brightness, contrast, pixelate and JPEG have the numbers
 * of the authors' code for CIFAR-10-C (github.com/hendrycks/robustness, {@code make_cifar_c.py}); the others are ours, since their algorithms are: so that the
 * mean distance to the clean image grows with severity, and images can still be recognised. Lengths are pixels of images whose shorter side is 32, and grow
 * with it.
 */
public enum Corruption {
    GAUSSIAN_NOISE(Noise::gaussian, List.of("sigma"), 0.04, 0.06, 0.08, 0.09, 0.1),
    SHOT_NOISE(Noise::shot, List.of("photons"), 500, 250, 100, 75, 50),
    IMPULSE_NOISE(Noise::impulse, List.of("share"), 0.01, 0.02, 0.03, 0.05, 0.07),
    DEFOCUS_BLUR(Blur::defocus, List.of("radius"), 0.7, 1, 1.3, 1.6, 2),
    GLASS_BLUR(Blur::glass, List.of("share"), 0.15, 0.3, 0.5, 0.75, 1),
    MOTION_BLUR(Blur::motion, List.of("length"), 2, 3, 4, 5, 6),
    ZOOM_BLUR(Blur::zoom, List.of("factor"), 1.05, 1.1, 1.15, 1.2, 1.25),
    SNOW(
            Weather::snow,
            List.of("mean", "deviation", "factor", "threshold", "length", "kept"),
            0.1,
            0.2,
            1,
            0.6,
            3,
            0.95,
            0.1,
            0.2,
            1,
            0.5,
            4,
            0.9,
            0.15,
            0.3,
            1.75,
            0.55,
            4,
            0.9,
            0.25,
            0.3,
            2.25,
            0.6,
            5,
            0.85,
            0.3,
            0.3,
            1.25,
            0.6,
            6,
            0.8),
    FROST(Weather::frost, List.of("scene", "ice"), 1, 0.2, 1, 0.3, 0.9, 0.4, 0.85, 0.5, 0.75, 0.6),
    FOG(Weather::fog, List.of("density", "decay"), 0.2, 3, 0.5, 3, 0.75, 2.5, 1, 2, 1.5, 1.75),
    BRIGHTNESS(Weather::brightness, List.of("added"), 0.05, 0.1, 0.15, 0.2, 0.3),
    CONTRAST(Digital::contrast, List.of("left"), 0.75, 0.5, 0.4, 0.3, 0.15),
    ELASTIC(Digital::elastic, List.of("shift", "sigma"), 0.4, 4, 0.7, 3.5, 1, 3, 1.3, 2.5, 1.6, 2),
    PIXELATE(Digital::pixelate, List.of("share"), 0.95, 0.9, 0.85, 0.75, 0.65),
    JPEG(Digital::jpeg, List.of("quality"), 80, 65, 58, 50, 40);

    /** Severities from 1 to this. */
    public static final int SEVERITIES = 5;

    @FunctionalInterface
    private interface Effect {
        Picture apply(Picture picture, double[] strength, SplittableRandom random);
    }

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final Effect effect;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> parameters;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out
    private final double[] strengths;

    /** @param strengths the parameters of severity 1, then those of severity 2, ... */
    Corruption(Effect effect, List<String> parameters, double... strengths) {
        this.effect = effect;
        this.parameters = parameters;
        this.strengths = strengths;
    }

    /** As options and reports name it, such as {@code shot-noise}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * What it is given at a severity, by name.
     *
     * @param severity 1 to 5
     */
    public Map<String, Double> parameters(int severity) {
        double[] strength = strength(severity);
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int i = 0; i < strength.length; i++) {
            byName.put(parameters.get(i), strength[i]);
        }
        return byName;
    }

    /**
     * Corrupted copies, 8 bits a value. Each image has chance of its own: it depends on the seed and its position, and is the same at every severity.
     *
     * @param severity 1 to 5
     * @throws IllegalArgumentException if there is no such severity
     */
    public LabelledImages apply(LabelledImages images, int severity, long seed) {
        double[] strength = strength(severity);
        SplittableRandom chance = new SplittableRandom(seed);
        byte[] corrupted = new byte[images.pixels().length];
        int size = images.shape().size();
        for (int from = 0; from < corrupted.length; from += size) {
            Picture picture = Picture.read(images.shape(), images.pixels(), from);
            effect.apply(picture, strength, chance.split()).write(corrupted, from);
        }
        return new LabelledImages(images.shape(), corrupted, images.labels());
    }

    private double[] strength(int severity) {
        if (severity < 1 || severity > SEVERITIES) {
            throw new IllegalArgumentException(
                    "%s: expected a severity from 1 to %d, found %d".formatted(label(), SEVERITIES, severity));
        }
        return Arrays.copyOfRange(strengths, (severity - 1) * parameters.size(), severity * parameters.size());
    }
}
