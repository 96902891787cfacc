package io.latentwatch.evaluation.gradient;

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
        int[] classes = new int[logits.length];
        for (int k = 0; k < logits.length; k++) {
            int place = k;
            while (place > 0 && logits[k] > logits[classes[place - 1]]) {
                classes[place] = classes[place - 1];
                place--;
            }
            classes[place] = k;
        }
        return classes;
    }

    /** One row of logits {@code [N, K]}. */
    public static float[] row(float[] logits, int image, int classes) {
        float[] row = new float[classes];
        System.arraycopy(logits, image * classes, row, 0, classes);
        return row;
    }
}
