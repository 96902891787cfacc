package io.latentwatch.benchmarks.swaps;

import java.util.List;

/** How long images waited for their verdicts: from the producer's stamp on the image to the broker's on its verdict. */
record Latencies(List<Long> sortedMillis) {
    Latencies {
        sortedMillis = sortedMillis.stream().sorted().toList();
    }

    int images() {
        return sortedMillis.size();
    }

    /**
     * The smallest latency that at least a share of the images does not exceed, in milliseconds.
     *
     * @param share above 0, at most 1
     */
    long quantile(double share) {
        if (sortedMillis.isEmpty()) {
            throw new IllegalStateException("no image was judged in this time; run longer");
        }
        return sortedMillis.get((int) Math.ceil(share * sortedMillis.size()) - 1);
    }
}
