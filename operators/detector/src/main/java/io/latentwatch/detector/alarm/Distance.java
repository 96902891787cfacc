package io.latentwatch.detector.alarm;

/** Kolmogorov-Smirnov distances of counts: the largest difference of two distribution functions, 0 to 1. */
public final class Distance {
    private Distance() {}

    /**
     * Of counts in equal cells of (0, 1] from the uniform distribution. Taken at the cells' edges alone, so it is at most the distance of the values
     * themselves, and less than that by one cell's width at most: a limit for the latter is never reached too often, and a change up to a cell larger may go
     * unseen. A smooth change loses far less, as the difference is flat where it is largest. 0 of nothing.
     */
    public static double fromUniform(long[] cells) {
        return fromUniform(cells, 0);
    }

    /** The same of the values in the cells from {@code first} on, held against the uniform distribution over those. */
    public static double fromUniform(long[] cells, int first) {
        double total = total(cells, first);
        double below = 0;
        double largest = 0;
        for (int i = first; i < cells.length && total > 0; i++) {
            below += cells[i];
            double uniform = (i + 1.0 - first) / (cells.length - first);
            largest = Math.max(largest, Math.abs(below / total - uniform));
        }
        return largest;
    }

    /**
     * Of counts by class from reference counts, in the order of the classes. Half the largest difference of any one class's share is a lower bound of it. 0 where
     * either has none.
     *
     * @param reference as many classes
     */
    public static double ofClasses(long[] counts, long[] reference) {
        if (counts.length != reference.length) {
            throw new IllegalArgumentException(
                    counts.length + " classes are compared with " + reference.length + ", expected as many");
        }
        double total = total(counts, 0);
        double referenceTotal = total(reference, 0);
        double difference = 0;
        double largest = 0;
        for (int k = 0; k < counts.length && total > 0 && referenceTotal > 0; k++) {
            difference += counts[k] / total - reference[k] / referenceTotal;
            largest = Math.max(largest, Math.abs(difference));
        }
        return largest;
    }

    private static double total(long[] counts, int first) {
        double total = 0;
        for (int i = first; i < counts.length; i++) {
            total += counts[i];
        }
        return total;
    }
}
