package io.latentwatch.detector.window;

import io.latentwatch.detector.alarm.ChangeEvidence;
import io.latentwatch.detector.alarm.DistortionRatio;
import io.latentwatch.detector.alarm.ImageEvidence;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** Adds up images, or sums of images, into {@link WindowSums}. */
public final class SumsBuilder {
    private static final int EXAMPLES = 10;

    private final String bundleId;
    private final WindowReference reference;
    private final String[] layers;
    private final Map<Integer, OfClass> byClass = new TreeMap<>();
    private final double[] cleanDistortion;
    private final double[] ratios;
    private final double[] squares;
    private final ChangeEvidence evidence = ChangeEvidence.ofSources();
    private final ArrayDeque<Example> examples = new ArrayDeque<>();
    private Example newest;

    public SumsBuilder(String bundleId, WindowReference reference, String[] layers) {
        this.bundleId = bundleId;
        this.reference = reference;
        this.layers = layers;
        this.cleanDistortion = new double[layers.length];
        this.ratios = new double[layers.length];
        this.squares = new double[layers.length];
    }

    /**
     * Adds one image.
     *
     * @param distortion the image's, one value for each layer
     */
    public void add(
            int predictedClass, ImageEvidence image, float[] distortion, CleanDistortion clean, Example example) {
        OfClass sums = ofClass(predictedClass);
        sums.images++;
        sums.flagged += image.flagged() ? 1 : 0;
        for (int layer = 0; layer < layers.length; layer++) {
            double expected = clean.of(predictedClass, layer);
            double ratio = DistortionRatio.cut(distortion[layer] / expected);
            sums.distortion[layer] += distortion[layer];
            cleanDistortion[layer] += expected;
            ratios[layer] += ratio;
            squares[layer] += ratio * ratio;
        }
        evidence.add(image, example.source());
        newest = example;
        if (image.pValue() <= ChangeEvidence.LOW) {
            addExample(example);
        }
    }

    /** Adds a record that could not be judged. */
    public void addRefused(Example record) {
        evidence.refused++;
        newest = record;
    }

    /** Adds a frame that repeats its camera's last counted one: a record, and no image. */
    public void addRepeated(Example frame) {
        evidence.repeated++;
        newest = frame;
    }

    void add(WindowSums part) {
        for (int c = 0; c < part.classes().length; c++) {
            OfClass sums = ofClass(part.classes()[c]);
            sums.images += part.images()[c];
            sums.flagged += part.flagged()[c];
            for (int layer = 0; layer < layers.length; layer++) {
                sums.distortion[layer] += part.distortion()[c * layers.length + layer];
            }
        }
        for (int layer = 0; layer < layers.length; layer++) {
            cleanDistortion[layer] += part.cleanDistortion()[layer];
            ratios[layer] += part.ratios()[layer];
            squares[layer] += part.squares()[layer];
        }
        evidence.add(part.evidence());
        int last = part.examples().length - 1;
        for (int i = 0; i < last; i++) {
            addExample(part.examples()[i]);
        }
        newest = last < 0 ? newest : part.examples()[last];
    }

    private void addExample(Example image) {
        if (examples.size() == EXAMPLES) {
            examples.removeFirst();
        }
        examples.addLast(image);
    }

    /** The sums so far. */
    public WindowSums build() {
        int[] classes = byClass.keySet().stream().mapToInt(c -> c).toArray();
        long[] images = new long[classes.length];
        long[] flagged = new long[classes.length];
        double[] distortion = new double[classes.length * layers.length];
        for (int c = 0; c < classes.length; c++) {
            OfClass sums = byClass.get(classes[c]);
            images[c] = sums.images;
            flagged[c] = sums.flagged;
            System.arraycopy(sums.distortion, 0, distortion, c * layers.length, layers.length);
        }
        return new WindowSums(
                bundleId,
                reference,
                layers,
                classes,
                images,
                flagged,
                distortion,
                cleanDistortion.clone(),
                ratios.clone(),
                squares.clone(),
                evidence,
                examplesAndNewest());
    }

    private Example[] examplesAndNewest() {
        ArrayDeque<Example> all = new ArrayDeque<>(examples);
        if (newest != null) {
            all.addLast(newest);
        }
        return all.toArray(Example[]::new);
    }

    private OfClass ofClass(int predictedClass) {
        return byClass.computeIfAbsent(predictedClass, c -> new OfClass(layers.length));
    }

    /** What clean reference images of a class show at a layer. */
    @FunctionalInterface
    public interface CleanDistortion {
        double of(int predictedClass, int layer);
    }

    private static final class OfClass {
        private final double[] distortion;
        private long images;
        private long flagged;

        private OfClass(int layers) {
            this.distortion = new double[layers];
        }
    }
}
