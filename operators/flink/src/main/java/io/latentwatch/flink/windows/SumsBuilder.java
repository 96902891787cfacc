package io.latentwatch.flink.windows;

import java.util.Map;
import java.util.TreeMap;

/** Adds up images, or sums of images, into {@link WindowSums}. */
public final class SumsBuilder {
    private final String bundleId;
    private final String[] layers;
    private final Map<Integer, OfClass> byClass = new TreeMap<>();
    private final double[] cleanDistortion;

    public SumsBuilder(String bundleId, String[] layers) {
        this.bundleId = bundleId;
        this.layers = layers;
        this.cleanDistortion = new double[layers.length];
    }

    /**
     * Adds one image.
     *
     * @param distortion the image's, one value for each layer
     */
    public void add(int predictedClass, boolean flagged, float[] distortion, CleanDistortion clean) {
        OfClass sums = ofClass(predictedClass);
        sums.images++;
        sums.flagged += flagged ? 1 : 0;
        for (int layer = 0; layer < layers.length; layer++) {
            sums.distortion[layer] += distortion[layer];
            cleanDistortion[layer] += clean.of(predictedClass, layer);
        }
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
        }
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
        return new WindowSums(bundleId, layers, classes, images, flagged, distortion, cleanDistortion.clone());
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
