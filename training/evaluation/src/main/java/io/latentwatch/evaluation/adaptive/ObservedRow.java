package io.latentwatch.evaluation.adaptive;

import static java.util.Objects.requireNonNull;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;

/**
 * Where what the detector computes its scores from stands in an image's row of a {@link SurrogateGraph}'s output: logits, activations of all features,
 * then for each squeezer the features' twin distances and the twin's logits; then the pixels.
 */
public final class ObservedRow {
    private final int classes;
    private final List<Integer> tapFeatures;
    private final int squeezers;
    private final ImageShape image;
    private final int features;

    /**
     * Describes a row.
     *
     * @param classes K
     * @param tapFeatures F_l of each tap
     * @param squeezers Q
     * @param image the sizes of an image
     */
    public ObservedRow(int classes, List<Integer> tapFeatures, int squeezers, ImageShape image) {
        this.classes = classes;
        this.tapFeatures = List.copyOf(tapFeatures);
        this.squeezers = squeezers;
        this.image = requireNonNull(image, "image is null");
        this.features = tapFeatures.stream().mapToInt(Integer::intValue).sum();
    }

    static ObservedRow of(Manifest manifest) {
        Manifest.Input input = manifest.input();
        return new ObservedRow(
                manifest.classes().size(),
                manifest.taps().stream().map(Manifest.Tap::features).toList(),
                manifest.scores().squeezers().size(),
                new ImageShape(input.channels(), input.height(), input.width()));
    }

    public int classes() {
        return classes;
    }

    public List<Integer> tapFeatures() {
        return tapFeatures;
    }

    public int squeezers() {
        return squeezers;
    }

    public ImageShape image() {
        return image;
    }

    /** F, of all taps together. */
    int features() {
        return features;
    }

    int activation(int feature) {
        return classes + feature;
    }

    int twinDistance(int squeezer, int feature) {
        return classes + features + squeezer * (features + classes) + feature;
    }

    int twinLogits(int squeezer) {
        return twinDistance(squeezer, features());
    }

    /** Where an image's values begin, {@code [C, H, W]}. */
    int pixels() {
        return twinDistance(squeezers, 0);
    }

    int width() {
        return pixels() + image.size();
    }

    /** The class of the largest logit. */
    int predicted(float[] row) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    /** The logit of a class less the largest other one. */
    double margin(float[] row, int target) {
        return (double) row[target] - row[largestBut(row, target)];
    }

    int largestBut(float[] row, int target) {
        int best = target == 0 ? 1 : 0;
        for (int k = best + 1; k < classes; k++) {
            best = k != target && row[k] > row[best] ? k : best;
        }
        return best;
    }
}
