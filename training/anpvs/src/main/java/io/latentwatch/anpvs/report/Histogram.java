package io.latentwatch.anpvs.report;

import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Counts of features by their v.
 *
 * @param zeros those that are exactly 0, removed ones included; in no bin
 * @param bins of equal width from 0 on
 */
record Histogram(int zeros, List<Integer> bins) {
    Histogram {
        bins = List.copyOf(bins);
    }

    /** Counts a layer; v beyond the last bin, if only by rounding, counts in it. */
    static Histogram of(LayerVulnerability layer, double width, int count) {
        List<Integer> bins = new ArrayList<>(Collections.nCopies(count, 0));
        for (double v : layer.features()) {
            if (v > 0) {
                int bin = Math.min(count - 1, (int) (v / width));
                bins.set(bin, bins.get(bin) + 1);
            }
        }
        return new Histogram(layer.exactZeros(), bins);
    }

    /** The largest count. */
    int highest() {
        return Math.max(zeros, bins.stream().mapToInt(n -> n).max().orElse(0));
    }
}
