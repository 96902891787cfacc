package io.latentwatch.benchmarks.latency;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.StoredImages;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.benchmarks.ways.Streaming;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Images that come evenly, and a way that judges them as they come.
 *
 * @param imagesPerSecond sent
 * @param measured how long, after half as long of warm-up
 */
public record SteadyStream(List<LabelledImage> sample, double imagesPerSecond, Duration measured) {
    private static final Duration LAST_VERDICT = Duration.ofSeconds(60);

    public SteadyStream {
        sample = List.copyOf(sample);
        requireNonNull(measured, "measured is null");
    }

    /**
     * Sends the stream past a way.
     *
     * @param images the topic that the way reads
     * @return of the images that were sent after the warm-up
     * @throws IOException if an image gets no verdict
     */
    public Latencies through(StoredImages images, Streaming way) throws Exception {
        try (VerdictTopic verdicts = VerdictTopic.create(images.bootstrapServers())) {
            return way.judgeWhile(verdicts, () -> measure(images, verdicts));
        }
    }

    private Latencies measure(StoredImages images, VerdictTopic verdicts) throws IOException, InterruptedException {
        try (SteadyImages stream =
                SteadyImages.start(images.bootstrapServers(), images.topic(), sample, imagesPerSecond)) {
            TimeUnit.MILLISECONDS.sleep(measured.toMillis() / 2);
            long fromMillis = System.currentTimeMillis();
            TimeUnit.MILLISECONDS.sleep(measured.toMillis());
            long toMillis = System.currentTimeMillis();
            verdicts.awaitStored(stream.end(), LAST_VERDICT);
            return Latencies.between(verdicts.stored(), fromMillis, toMillis);
        }
    }
}
