package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.StoredImages;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import java.util.concurrent.ExecutionException;

/**
 * What a way from Kafka to Kafka is given.
 *
 * @param images in the broker
 * @param batch images in a batch at most
 * @param twinned whether every image gets a twin; else none does
 */
public record Load(StoredImages images, int batch, boolean twinned) {
    public Load {
        requireNonNull(images, "images is null");
    }

    String bootstrapServers() {
        return images.bootstrapServers();
    }

    /** A topic for the verdicts of one measurement. */
    VerdictTopic newVerdictTopic() throws ExecutionException, InterruptedException {
        return VerdictTopic.create(bootstrapServers());
    }
}
