package io.latentwatch.benchmarks.latency;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.replay.Pace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends a sample over and over, evenly, on a thread of its own, until {@link #close()}. */
public final class SteadyImages implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

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
            for (int next = 0; !ended; next++) {
                pace.await();
                producer.send(ImageProducer.avro(sample.get(next % sample.size())), stored -> {});
                sent = next + 1;
            }
            producer.flush();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /**
     * Returns when so many have been sent.
     *
     * @throws IOException if one could not be sent
     */
    public void awaitSent(int images) throws IOException, InterruptedException {
        while (sent < images && failure == null) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        requireNoFailure();
    }

    /** So far. */
    public int sent() {
        return sent;
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
        requireNoFailure();
        return sent;
    }

    private void requireNoFailure() throws IOException {
        if (failure != null) {
            throw new IOException("the images could not be sent: " + failure.getMessage(), failure);
        }
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
