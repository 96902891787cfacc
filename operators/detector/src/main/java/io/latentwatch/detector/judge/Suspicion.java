package io.latentwatch.detector.judge;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.ScoreNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Combines an image's scores into one number: the most extreme member speaks for its family, and the families' survival values are combined by their
 * weighted harmonic mean H (Wilson, PNAS 2019), with the weights that the bundle was calibrated with. Suspicion is -ln H: large is suspicious. Not thread-safe.
 */
public final class Suspicion {
    /** Of families in the mean of bundles that are made now, by name; of all others 1. */
    public static final Map<String, Double> WEIGHTS = Map.of(ScoreNames.NOISE, 4.0);

    private static final int LEFT_OUT = -1;
    private static final double UNUSUAL = 1;
    private static final double OVERCONFIDENT = 2.5;
    private static final double FOREIGN = 4;
    private static final double NOISY = 3;
    private static final String ACTIVATION = "activation/";
    private static final String CONFIDENCE = "confidence/";

    private final Standardisation standardisation;
    private final List<String> names;
    private final int plainScores;
    private final int[] familyOf;
    private final double[] weights;
    private final double[] extremes;
    private final int[] loudestOf;
    private final int firstActivation;
    private final int lastActivation;
    private final int confidence;
    private final int noise;
    private int loudest;
    private double foreign;
    private double strayed;
    private double unsure;
    private double noisiness;

    /** @param scores names of the scores as the manifest gives them */
    public Suspicion(Standardisation standardisation, Manifest.Scores scores) {
        this(standardisation, scores, name -> true);
    }

    /** @param heard the scores that count, by name; the others are as if they were not there */
    public Suspicion(Standardisation standardisation, Manifest.Scores scores, Predicate<String> heard) {
        this.standardisation = standardisation;
        this.names =
                Stream.concat(scores.plain().stream(), scores.twin().stream()).toList();
        this.plainScores = scores.plain().size();
        Map<String, Integer> families = new LinkedHashMap<>();
        this.familyOf = names.stream()
                .mapToInt(name -> heard.test(name)
                        ? families.computeIfAbsent(name.substring(0, name.indexOf('/')), f -> families.size())
                        : LEFT_OUT)
                .toArray();
        this.lastActivation = last(ACTIVATION);
        this.firstActivation = first(ACTIVATION);
        this.confidence = last(CONFIDENCE);
        this.noise = last(ScoreNames.NOISE + "/");
        this.weights = families.keySet().stream()
                .mapToDouble(family -> scores.weights().getOrDefault(family, 1.0))
                .toArray();
        this.extremes = new double[families.size()];
        this.loudestOf = new int[families.size()];
    }

    /** Suspicion by the plain scores alone: {@code plain[from .. from + P)}. */
    public double ofPlain(int predictedClass, float[] plain, int from) {
        start();
        take(predictedClass, plain, from, 0, plainScores);
        return combine();
    }

    /** Suspicion by the plain scores and the twin's: {@code twin[twinFrom .. twinFrom + T)}. */
    public double ofAll(int predictedClass, float[] plain, int from, float[] twin, int twinFrom) {
        start();
        take(predictedClass, plain, from, 0, plainScores);
        take(predictedClass, twin, twinFrom, plainScores, names.size());
        return combine();
    }

    /** The score with the smallest survival value at the last call, as {@code family/member}. */
    public String loudest() {
        return names.get(loudest);
    }

    /**
     * Whether the last layer's activations stray from those of the predicted class far more than the confidence in that class does, and more than the first layer's do, at the last call:
     * minus the logarithm of their survival is more than {@value #UNUSUAL}, more than {@value #OVERCONFIDENT} times that of the confidence's, and more than the first layer's. A natural
     * change is loudest in the first layer, or leaves the network unsure; an attack starts small and grows from layer to layer, and raises a wrong class's probability as it is meant to.
     * Never where the image is quiet.
     */
    public boolean overconfident() {
        return strayed > UNUSUAL && strayed > OVERCONFIDENT * unsure && strayed > foreign && !quiet();
    }

    /**
     * Whether a change of the image, if there was one, is unlike an attack at the last call: already the first layer finds it {@link #foreign}, or its quietest places are as quiet as those of
     * nineteen in twenty clean images (minus the logarithm of their survival is at most {@value #NOISY}; never where noise is no score), where an attack changes a little of everything.
     */
    public boolean natural() {
        return foreign() || quiet();
    }

    /**
     * Whether even the quietest places are noisy, and the first layer is not {@link #foreign}, at the last call: a small change of all pixels, as attacks in a ball of the L-infinity norm are
     * and as a camera's noise is.
     */
    public boolean noisy() {
        return noise != LEFT_OUT && !natural();
    }

    /** Whether the quietest places were as quiet as those of nineteen in twenty clean images at the last call: minus the logarithm of their survival is at most {@value #NOISY}; never where noise is no score. */
    public boolean quiet() {
        return noise != LEFT_OUT && noisiness <= NOISY;
    }

    /**
     * Whether already the first layer's activations were unlike those of the predicted class at the last call, as one clean image in fifty is: minus the logarithm of their survival is more
     * than {@value #FOREIGN}. Never where a single layer is watched: that one is the last.
     */
    public boolean foreign() {
        return foreign > FOREIGN;
    }

    private int first(String prefix) {
        for (int s = 0; s < lastActivation; s++) {
            if (names.get(s).startsWith(prefix)) {
                return s;
            }
        }
        return LEFT_OUT;
    }

    private int last(String prefix) {
        for (int s = plainScores - 1; s >= 0; s--) {
            if (names.get(s).startsWith(prefix)) {
                return s;
            }
        }
        return LEFT_OUT;
    }

    private void start() {
        foreign = 0;
        strayed = 0;
        unsure = 0;
        noisiness = 0;
        Arrays.fill(extremes, -1);
    }

    private void take(int predictedClass, float[] values, int from, int firstScore, int endScore) {
        for (int s = firstScore; s < endScore; s++) {
            if (familyOf[s] == LEFT_OUT) {
                continue;
            }
            double extreme =
                    standardisation.minusLogSurvival(predictedClass, s, ScoreGrid.round(values[from + s - firstScore]));
            foreign = s == firstActivation ? extreme : foreign;
            strayed = s == lastActivation ? extreme : strayed;
            unsure = s == confidence ? extreme : unsure;
            noisiness = s == noise ? extreme : noisiness;
            int family = familyOf[s];
            if (extreme > extremes[family]) {
                extremes[family] = extreme;
                loudestOf[family] = s;
            }
        }
    }

    /** -ln(sum of weights / sum of weight x exp(extreme)) over the families that spoke, without overflow. */
    private double combine() {
        int largest = 0;
        for (int f = 1; f < extremes.length; f++) {
            largest = extremes[f] > extremes[largest] ? f : largest;
        }
        double weight = 0;
        double sum = 0;
        for (int f = 0; f < extremes.length; f++) {
            if (extremes[f] >= 0) {
                weight += weights[f];
                sum += weights[f] * Math.exp(extremes[f] - extremes[largest]);
            }
        }
        loudest = loudestOf[largest];
        return extremes[largest] + Math.log(sum) - Math.log(weight);
    }
}
