package io.latentwatch.anpvs.weight;

import java.util.Arrays;

/** The projection onto sparse tensors: what is smallest in magnitude becomes zero. */
final class Magnitude {
    private Magnitude() {}

    /**
     * 1 where a value stays, 0 where it goes.
     *
     * @param sparsity share that goes, in [0,1), rounded to whole values; of equal magnitudes the first ones go
     */
    static float[] kept(float[] values, double sparsity) {
        int gone = (int) Math.round(sparsity * values.length);
        float[] kept = new float[values.length];
        if (gone == 0) {
            Arrays.fill(kept, 1);
            return kept;
        }
        float[] sorted = new float[values.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(values[i]);
        }
        Arrays.sort(sorted);
        float largestGone = sorted[gone - 1];
        int equalAndGone = gone;
        for (int i = 0; i < gone && sorted[i] < largestGone; i++) {
            equalAndGone--;
        }
        for (int i = 0; i < values.length; i++) {
            float magnitude = Math.abs(values[i]);
            boolean smaller = magnitude < largestGone;
            if (!smaller && magnitude == largestGone && equalAndGone > 0) {
                equalAndGone--;
                smaller = true;
            }
            kept[i] = smaller ? 0 : 1;
        }
        return kept;
    }

    /** The nearest tensor of that sparsity. */
    static float[] project(float[] values, double sparsity) {
        float[] projected = kept(values, sparsity);
        for (int i = 0; i < values.length; i++) {
            projected[i] = projected[i] == 0 ? 0 : values[i];
        }
        return projected;
    }
}
