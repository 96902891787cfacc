package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.VerdictTopic;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * What a way from Kafka to Kafka is given.
 *
 * @param bootstrapServers the broker, whose images' topic holds the images in one partition
 * @param images how many there are
 * @param batch images in a batch at most
 * @param twinned whether every image gets a twin; else none does
 */
public record Load(String bootstrapServers, int images, int batch, boolean twinned) {
    public Load {
        requireNonNull(bootstrapServers, "bootstrapServers is null");
    }

    /** A topic for the verdicts of one measurement. */
    VerdictTopic newVerdictTopic(String writer) throws ExecutionException, InterruptedException {
        return VerdictTopic.create(bootstrapServers, "benchmark.verdicts." + writer + "." + UUID.randomUUID());
    }
}
