package io.latentwatch.local.demo;

import io.latentwatch.local.demo.SentImage.Part;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Speed and latency out of the times at which images were sent and verdicts seen. */
final class Timings {
    /** The first part of the speed run, one of so many, warms the JVM up and does not count. */
    private static final int WARM_UP_SHARE = 3;

    private Timings() {}

    /** Images judged a second in the part that sends as fast as it goes, warm-up left out; else in the other part; 0 if too few. */
    static double imagesPerSecond(List<Ledger.Entry> sent) {
        List<Long> seen = seen(sent, Part.SPEED);
        if (seen.size() < 2) {
            seen = seen(sent, Part.SAMPLE);
        }
        if (seen.size() < 2) {
            return 0;
        }
        int first = seen.size() / WARM_UP_SHARE;
        int last = seen.size() - 1;
        double seconds = (seen.get(last) - seen.get(first)) / (double) TimeUnit.SECONDS.toNanos(1);
        return seconds > 0 ? (last - first) / seconds : 0;
    }

    private static List<Long> seen(List<Ledger.Entry> sent, Part part) {
        return sent.stream()
                .filter(entry -> entry.sent().part() == part && entry.outcomes() > 0)
                .map(Ledger.Entry::firstSeenNanoTime)
                .sorted()
                .toList();
    }

    /** Percentiles of the time from sending an image to seeing its verdict, at a steady pace; 0 if there are none. */
    static NetworkFigures.Latency latency(List<Ledger.Entry> sent) {
        List<Long> nanos = sent.stream()
                .filter(entry ->
                        entry.sent().part() == Part.SAMPLE && !entry.verdicts().isEmpty())
                .map(Ledger.Entry::latencyNanos)
                .sorted()
                .toList();
        return new NetworkFigures.Latency(percentile(nanos, 50), percentile(nanos, 99));
    }

    /** Nearest rank, in milliseconds, to a tenth. */
    private static double percentile(List<Long> sortedNanos, int percent) {
        if (sortedNanos.isEmpty()) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.size());
        return Math.round(sortedNanos.get(rank - 1) / 1e5) / 10.0;
    }
}
