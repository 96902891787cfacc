package io.latentwatch.benchmarks;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.workloads.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is measured, and how long.
 *
 * @param workloads in their order
 * @param images in each measurement, at least 10 batches; empty: as many as each workload says, or in a quick look a fifth of them
 * @param rounds that count, at least 1
 * @param batch images in a batch, at least 1
 * @param latency how long each measurement of latency takes, warm-up apart; zero: there are none
 * @param quick whether it is but a look
 * @param out where summary, log and models go
 */
record BenchOptions(
        List<Workload> workloads,
        OptionalInt images,
        int rounds,
        int batch,
        Duration latency,
        boolean quick,
        Path out) {
    private static final int FEWEST_BATCHES = 10;
    private static final int QUICK_PART = 5;

    BenchOptions {
        workloads = List.copyOf(workloads);
        requireNonNull(images, "images is null");
        requireNonNull(latency, "latency is null");
        requireNonNull(out, "out is null");
        require(batch >= 1, "--batch is %d, expected at least 1", batch);
        require(rounds >= 1, "--rounds is %d, expected at least 1", rounds);
        require(!latency.isNegative(), "--latency is %d, expected at least 0", latency.toSeconds());
        if (images.isPresent()) {
            require(
                    images.getAsInt() >= (long) FEWEST_BATCHES * batch,
                    "--images is %d, expected at least " + FEWEST_BATCHES + " batches",
                    images.getAsInt());
        }
    }

    /** In each measurement of this workload. */
    int imagesOf(Workload workload) {
        return images.orElse(Math.max(
                quick ? workload.images() / QUICK_PART : workload.images(), Math.multiplyExact(FEWEST_BATCHES, batch)));
    }

    /** Folder of the bundles that are made. */
    Path models() {
        return out.resolve("models");
    }

    /** Folder of the jobs' checkpoints. */
    Path checkpoints() {
        return out.resolve("flink");
    }

    private static void require(boolean holds, String message, long found) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(found));
        }
    }
}
