package io.latentwatch.local.cluster;

import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A producer that sends images without a pause, and remembers where each of them was stored. */
final class Feed implements AutoCloseable {
    private static final long TICK_MILLIS = 20;

    private final ImageProducer producer;
    private final List<Image> images;
    private final Set<Position> stored = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "feed");
    private volatile int imagesASecond;
    private volatile Duration ahead = Duration.ZERO;
    private volatile boolean stopping;
    private volatile IOException failure;

    /**
     * Begins to send.
     *
     * @param images sent over and over
     */
    Feed(String servers, String topic, List<Image> images, int imagesASecond) {
        this.images = images;
        this.imagesASecond = imagesASecond;
        // A broker may be gone for a while.
        this.producer = new ImageProducer(
                Map.of("bootstrap.servers", servers, "delivery.timeout.ms", 180_000, "max.block.ms", 180_000), topic);
        thread.start();
    }

    void rate(int imagesASecond) {
        this.imagesASecond = imagesASecond;
    }

    /** From now on the images' own times run so much ahead. */
    void clock(Duration ahead) {
        this.ahead = ahead;
    }

    private void run() {
        double due = 0;
        int next = 0;
        try (producer) {
            while (!stopping) {
                due += imagesASecond * TICK_MILLIS / 1e3;
                for (; due >= 1; due--) {
                    send(images.get(next % images.size()), next++);
                }
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
            producer.flush();
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Image image, int number) throws IOException {
        image.setId("image-" + number);
        image.setEventTimeMillis(System.currentTimeMillis() + ahead.toMillis());
        producer.send(image, at -> stored.add(new Position(at.topic(), at.partition(), at.offset())));
    }

    /** Sends no more; where all of the images are, once all are stored. */
    Set<Position> stop() throws IOException, InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return Set.copyOf(stored);
    }

    /** Sends no more; waits for nothing. */
    @Override
    public void close() {
        stopping = true;
    }
}
