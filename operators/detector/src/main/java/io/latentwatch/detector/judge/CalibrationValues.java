package io.latentwatch.detector.judge;

import io.latentwatch.bundle.BundleException;

/** Checks on the numbers that a bundle is calibrated with: a table that is not sorted would be searched in vain, and NaN passes every limit. */
final class CalibrationValues {
    private CalibrationValues() {}

    /** @param where the file and, where it has several, the row */
    static void requireFinite(double[] values, String where) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw refusal("value " + i + " is " + values[i] + ", expected a finite number", where);
            }
        }
    }

    static void requireAscending(double[] values, String where) {
        requireFinite(values, where);
        for (int i = 1; i < values.length; i++) {
            if (values[i - 1] > values[i]) {
                throw refusal(
                        "value " + i + " is " + values[i] + " after " + values[i - 1] + ", expected an ascending row",
                        where);
            }
        }
    }

    static void requireAscending(float[] values, String where) {
        double[] wider = new double[values.length];
        for (int i = 0; i < wider.length; i++) {
            wider[i] = values[i];
        }
        requireAscending(wider, where);
    }

    static void require(boolean holds, String found, String where) {
        if (!holds) {
            throw refusal(found, where);
        }
    }

    private static BundleException refusal(String found, String where) {
        return new BundleException(where + ": " + found + "; profile the model again");
    }
}
