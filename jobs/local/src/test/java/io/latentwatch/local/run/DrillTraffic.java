package io.latentwatch.local.run;

import io.latentwatch.local.replay.ImageProducer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Sends records at a steady pace, of whatever kind was asked for last. */
final class DrillTraffic implements AutoCloseable {
    private static final int A_TICK = 10;
    private static final int TICK_MILLIS = 50;

    private final ImageProducer producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile IntFunction<Sent> next;
    private int sent;

    private DrillTraffic(ImageProducer producer, IntFunction<Sent> first) {
        this.producer = producer;
        this.next = first;
    }

    /** 200 records a second. */
    @SuppressWarnings("FutureReturnValueIgnored") // a tick keeps its failure for the next change
    static DrillTraffic start(ImageProducer producer, IntFunction<Sent> first) {
        DrillTraffic traffic = new DrillTraffic(producer, first);
        traffic.clock.scheduleAtFixedRate(traffic::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return traffic;
    }

    private void tick() {
        try {
            for (int i = 0; i < A_TICK; i++) {
                Sent record = next.apply(sent);
                String id = "drill-" + sent++;
                if (record.pixels() == null) {
                    producer.send(id, "no image".getBytes(StandardCharsets.UTF_8), stored -> {});
                } else {
                    producer.send(DrillImages.image(record.pixels(), id, record.source()), stored -> {});
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** From now on these; the function gets the record's number. */
    void change(IntFunction<Sent> to) throws IOException {
        next = to;
        if (failure.get() != null) {
            throw new IOException("the drill's images cannot be sent", failure.get());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        producer.close();
    }

    /**
     * A record.
     *
     * @param pixels of its image; null for a record that is none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Sent(byte[] pixels, String source) {}
}
