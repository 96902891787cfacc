package io.latentwatch.detector.infer;

/** Which class a row of numbers speaks for. */
public final class ArgMax {
    private ArgMax() {}

    /** Position, from 0, of the largest of {@code values[from .. from + count)}; the first one where several are. */
    public static int of(float[] values, int from, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            largest = values[from + i] > values[from + largest] ? i : largest;
        }
        return largest;
    }
}
