package io.latentwatch.evaluation.hypothesis;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;

/**
 * How large the gradient of the cross-entropy with respect to the pixels is, at clean images.
 *
 * @param meanL1 mean over images of the sum of |dL/dx| over pixels, in nats per unit of pixel range
 * @param meanL2 mean over images of the Euclidean length
 */
public record GradientNorms(int images, double meanL1, double meanL2) {
    private static final int BATCH = 100;

    /** At least one image. */
    public static GradientNorms measure(InputGradient network, LabelledImages images) {
        double l1 = 0;
        double l2 = 0;
        int size = images.shape().size();
        for (int from = 0; from < images.count(); from += BATCH) {
            float[] gradient = network.at(images.slice(from, BATCH).toBatch()).gradient();
            for (int start = 0; start < gradient.length; start += size) {
                double squares = 0;
                for (int i = start; i < start + size; i++) {
                    l1 += Math.abs(gradient[i]);
                    squares += (double) gradient[i] * gradient[i];
                }
                l2 += Math.sqrt(squares);
            }
        }
        return new GradientNorms(images.count(), l1 / images.count(), l2 / images.count());
    }
}
