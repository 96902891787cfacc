package io.latentwatch.benchmarks;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * What is measured, and how long.
 *
 * @param bundle the model
 * @param samples image sets whose clean images are sent
 * @param images in each measurement, at least 10 batches
 * @param rounds that count, at least 1
 * @param batch images in a batch, at least 1
 * @param out where summary and log go
 */
public record BenchOptions(Path bundle, List<Path> samples, int images, int rounds, int batch, Path out) {
    private static final int FEWEST_BATCHES = 10;

    public BenchOptions {
        requireNonNull(bundle, "bundle is null");
        requireNonNull(out, "out is null");
        samples = List.copyOf(samples);
        require(batch >= 1, "--batch is %d, expected at least 1", batch);
        require(rounds >= 1, "--rounds is %d, expected at least 1", rounds);
        require(
                images >= (long) FEWEST_BATCHES * batch,
                "--images is %d, expected at least " + FEWEST_BATCHES + " batches",
                images);
    }

    private static void require(boolean holds, String message, int found) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(found));
        }
    }
}
