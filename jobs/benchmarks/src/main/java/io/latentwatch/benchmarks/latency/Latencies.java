package io.latentwatch.benchmarks.latency;

import io.latentwatch.benchmarks.kafka.StoredVerdict;
import java.util.List;

/** How long images waited for their verdicts: from the producer's stamp on the image to the broker's on its verdict. */
public record Latencies(List<Long> sortedMillis) {
    public Latencies {
        sortedMillis = sortedMillis.stream().sorted().toList();
    }

    /** Of images that were sent within a span of time, until their verdicts of the active bundle. */
    public static Latencies between(List<StoredVerdict> verdicts, long fromMillis, long toMillis) {
        return new Latencies(verdicts.stream()
                .filter(verdict ->
                        verdict.active() && verdict.sentMillis() >= fromMillis && verdict.sentMillis() < toMillis)
                .map(verdict -> verdict.storedMillis() - verdict.sentMillis())
                .toList());
    }

    public int images() {
        return sortedMillis.size();
    }

    /**
     * The smallest latency that at least a share of the images does not exceed, in milliseconds.
     *
     * @param share above 0, at most 1
     */
    public long quantile(double share) {
        if (sortedMillis.isEmpty()) {
            throw new IllegalStateException("no image was judged in this time; run longer");
        }
        return sortedMillis.get((int) Math.ceil(share * sortedMillis.size()) - 1);
    }
}
