package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import io.latentwatch.flink.models.CommandFeed;
import io.latentwatch.flink.models.CommandRefusedException;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.flink.models.ModelControl;
import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.ModelCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control topic and bundles as tests need them: what {@link #send} sends reaches the operator that was opened last. A bundle's URI says what it is
 * like.
 */
public final class InMemoryModels {
    static final String GOOD = "memory:/good";
    static final String SLOW = "memory:/slow";
    static final String OTHER_CLASSES = "memory:/other-classes";
    static final String OTHER_SHAPE = "memory:/other-shape";
    static final String BROKEN = "memory:/broken";
    static final String UNSIGNED = "memory:/unsigned";
    static final String OUT_OF_MEMORY = "memory:/out-of-memory";
    static final String TOO_DEEP = "memory:/too-deep";
    static final String PERISHABLE = "memory:/perishable";
    static final String FAILS_LATER = "memory:/fails-later";

    /** What stood in the topic before the start reaches up to sequence 10. */
    public static final ModelControl CONTROL =
            new ModelControl(InMemoryModels::listen, InMemoryModels::open, new ModelStart(100, 10), 0);

    private static volatile CommandFeed.Receiver receiver;
    private static volatile long openedAt;
    private static final AtomicInteger RECEIVED = new AtomicInteger();
    /** Bundles at {@link #PERISHABLE} open only as long as they are not. */
    static volatile boolean perished;

    /** Where the newest bundle's copy would be. */
    static volatile Path cache;

    /** Bundles at {@link #SLOW} open only when it is released. */
    static volatile CountDownLatch slow = new CountDownLatch(1);

    private InMemoryModels() {}

    private static AutoCloseable listen(long nextOffset, CommandFeed.Receiver taker) {
        receiver = taker;
        openedAt = nextOffset;
        RECEIVED.set(0);
        return () -> {};
    }

    /** The offset that the newest operator began to read at. */
    static long openedAt() {
        return openedAt;
    }

    private static Detector open(String bundleId, String uri, Path copies) throws CommandRefusedException {
        cache = copies;
        return switch (uri) {
            case GOOD -> new InMemoryDetector(bundleId, List.of("ant", "bee", "cat"), 1);
            case SLOW -> {
                awaitRelease();
                yield new InMemoryDetector(bundleId, List.of("ant", "bee", "cat"), 1);
            }
            case PERISHABLE -> {
                if (perished) {
                    throw new IllegalStateException("perished");
                }
                yield new InMemoryDetector(bundleId, List.of("ant", "bee", "cat"), 1);
            }
            case OTHER_CLASSES -> new InMemoryDetector(bundleId, List.of("dog", "elk"), 0);
            case OTHER_SHAPE -> new InMemoryDetector(bundleId, List.of("ant", "bee", "cat"), 0, 2);
            case FAILS_LATER -> new InMemoryDetector(bundleId, List.of("ant", "bee", "cat"), -1);
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("as a bundle of many zeros would have it");
            case TOO_DEEP -> throw new StackOverflowError("as a deep graph would have it");
            case UNSIGNED -> throw new CommandRefusedException(CommandResult.REJECTED, "no manifest.sig\u0000");
            default -> throw new IllegalStateException("what nobody foresaw");
        };
    }

    private static void awaitRelease() {
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void send(long offset, ModelCommand command) throws Exception {
        ByteBuffer encoded = ModelCommand.getEncoder().encode(command);
        byte[] value = new byte[encoded.remaining()];
        encoded.get(value);
        send(offset, value);
    }

    static void send(long offset, byte[] value) throws Exception {
        receiver.receive(new ReceivedRecord("models", 0, offset, 5_000, null, new String[0], new byte[0][], value));
        RECEIVED.incrementAndGet();
    }

    /** How many records the newest operator took. */
    static int received() {
        return RECEIVED.get();
    }

    static void fail() {
        receiver.failed(new IOException("no broker"));
    }

    static ModelCommand command(long sequence, ModelAction action, String bundleId, String uri) {
        return ModelCommand.newBuilder()
                .setSequence(sequence)
                .setAction(action)
                .setBundleId(bundleId)
                .setUri(uri)
                .setIssuedBy("a test")
                .build();
    }
}
