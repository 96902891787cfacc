package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.stream.IntStream;

/** Which images a network gives their label. */
@SuppressWarnings("ArrayRecordComponent") // Used once, never compared.
record Verdict(boolean[] right) {
    static Verdict of(InputGradient network, ImageBatch images) {
        return of(images.count() == 0 ? new float[0] : network.logits(images), images.labels());
    }

    /** From logits {@code [N, K]}. */
    static Verdict of(float[] logits, int[] labels) {
        boolean[] right = new boolean[labels.length];
        for (int image = 0; image < right.length; image++) {
            float[] row = LogitOrder.row(logits, image, logits.length / right.length);
            right[image] = LogitOrder.largest(row) == labels[image];
        }
        return new Verdict(right);
    }

    /** Positions of the images that are given their label. */
    int[] standing() {
        return IntStream.range(0, right.length).filter(image -> right[image]).toArray();
    }
}
