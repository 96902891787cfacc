package io.latentwatch.benchmarks.kafka;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A topic of images that measurements read from the beginning. {@link #close()} deletes it. */
public final class StoredImages implements AutoCloseable {
    private final OwnTopic topic;
    private int count;

    private StoredImages(OwnTopic topic) {
        this.topic = topic;
    }

    /** Creates the topic, empty. */
    public static StoredImages create(String bootstrapServers, int partitions)
            throws ExecutionException, InterruptedException {
        requireNonNull(bootstrapServers, "bootstrapServers is null");
        return new StoredImages(OwnTopic.create(bootstrapServers, "images", partitions, Map.of()));
    }

    /** Sends {@code more} images, the sample over and over, each with an id of its own; returns when the broker has all of them. */
    public void fill(List<LabelledImage> sample, int more) throws IOException {
        try (ImageProducer producer = new ImageProducer(Map.of("bootstrap.servers", bootstrapServers()), topic())) {
            for (int i = 0; i < more; i++) {
                LabelledImage image = sample.get(i % sample.size());
                LabelledImage named = new LabelledImage(
                        "image-" + i, "benchmark", image.image(), image.label(), Map.of(), image.eventTimeMillis());
                producer.send(ImageProducer.avro(named), stored -> {});
            }
            producer.flush();
        }
        count += more;
    }

    public String bootstrapServers() {
        return topic.bootstrapServers();
    }

    public String topic() {
        return topic.name();
    }

    /** How many were filled in. */
    public int count() {
        return count;
    }

    @Override
    public void close() throws ExecutionException {
        topic.close();
    }
}
