package io.latentwatch.evaluation.gradient;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Which logits are the largest; of equal ones the first class counts as larger, as in an arg max. */
public final class LogitOrder {
    private LogitOrder() {}

    /** The class of the largest logit. */
    public static int largest(float[] logits) {
        return largestBut(logits, -1);
    }

    /** The class of the largest logit that is not this one's. */
    public static int largestBut(float[] logits, int left) {
        int best = left == 0 ? 1 : 0;
        for (int k = best + 1; k < logits.length; k++) {
            if (k != left && logits[k] > logits[best]) {
                best = k;
            }
        }
        return best;
    }

    /** All classes from the largest logit to the smallest. */
    public static int[] falling(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparing((Integer k) -> -logits[k]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** One row of logits {@code [N, K]}. */
    public static float[] row(float[] logits, int image, int classes) {
        float[] row = new float[classes];
        System.arraycopy(logits, image * classes, row, 0, classes);
        return row;
    }
}
