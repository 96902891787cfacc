package io.latentwatch.benchmarks.latency;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.replay.Pace;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Sends a sample over and over, evenly, on a thread of its own, until {@link #close()}. */
public final class SteadyImages implements AutoCloseable {
    private final String bootstrapServers;
    private final String topic;
    private final List<LabelledImage> sample;
    private final Pace pace;
    private final Thread sender = new Thread(this::send, "images");
    private volatile boolean ended;
    private volatile Exception failure;
    private volatile int sent;

    private SteadyImages(String bootstrapServers, String topic, List<LabelledImage> sample, double imagesPerSecond) {
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
        this.topic = requireNonNull(topic, "topic is null");
        this.sample = List.copyOf(sample);
        this.pace = Pace.perSecond(imagesPerSecond);
    }

    /** Begins. */
    public static SteadyImages start(
            String bootstrapServers, String topic, List<LabelledImage> sample, double imagesPerSecond) {
        SteadyImages images = new SteadyImages(bootstrapServers, topic, sample, imagesPerSecond);
        images.sender.start();
        return images;
    }

    private void send() {
        try (ImageProducer producer = new ImageProducer(Map.of("bootstrap.servers", bootstrapServers), topic)) {
            int next = 0;
            while (!ended) {
                pace.await();
                producer.send(ImageProducer.avro(sample.get(next % sample.size())), stored -> {});
                next++;
            }
            producer.flush();
            sent = next;
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /**
     * Sends no more; returns when all are stored.
     *
     * @return how many there are
     * @throws IOException if one could not be sent
     */
    public int end() throws IOException, InterruptedException {
        ended = true;
        sender.join();
        if (failure != null) {
            throw new IOException("the images could not be sent: " + failure.getMessage(), failure);
        }
        return sent;
    }

    @Override
    public void close() {
        ended = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
