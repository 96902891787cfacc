package io.latentwatch.detector;

/**
 * An image beside its squeezed copies: the one paired distance of latents that a stream has. A feature's distance is in units of what it comes to on clean images (and a tenth of
 * what the median feature of its layer does), the mean over the squeezers; both forms are those of the vulnerability V (Madaan et al., ICML 2020, section 3.1), with the copy in place of an attacked image.
 *
 * @param flipped whether a copy's class differs
 * @param mean over the layers of the mean over each layer's features; at least 0, on clean images at most about 1
 * @param sum over all features of all layers
 */
public record TwinComparison(boolean flipped, double mean, double sum) {
    /**
     * Of an image's scores.
     *
     * @param scores the twin scores from {@code from} on: for each squeezer the mean distance of each layer, then that of the class probabilities
     * @param features of each layer
     */
    static TwinComparison of(boolean flipped, float[] scores, int from, int squeezers, int[] features) {
        double mean = 0;
        double sum = 0;
        for (int q = 0; q < squeezers; q++) {
            int first = from + q * (features.length + 1);
            for (int layer = 0; layer < features.length; layer++) {
                mean += scores[first + layer];
                sum += scores[first + layer] * (double) features[layer];
            }
        }
        return new TwinComparison(flipped, mean / (squeezers * features.length), sum / squeezers);
    }
}
