package io.latentwatch.benchmarks.kafka;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.replay.ImageProducer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Fills the images' topic, from which every measurement reads from the beginning. */
public final class StoredImages {
    private StoredImages() {}

    /** Sends {@code count} images, the sample over and over, each with an id of its own; returns when the broker has all of them. */
    public static void send(String bootstrapServers, List<LabelledImage> sample, int count) throws IOException {
        try (ImageProducer producer = new ImageProducer(Map.of("bootstrap.servers", bootstrapServers), Topics.IMAGES)) {
            for (int i = 0; i < count; i++) {
                LabelledImage image = sample.get(i % sample.size());
                LabelledImage named = new LabelledImage(
                        "image-" + i, "benchmark", image.image(), image.label(), Map.of(), image.eventTimeMillis());
                producer.send(ImageProducer.avro(named), stored -> {});
            }
            producer.flush();
        }
    }
}
