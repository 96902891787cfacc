package io.latentwatch.local.demo;

import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Accounts for every record that was sent: by its position in Kafka, which verdicts and dead letters carry. What comes back may be entered
 * before the position of its record is known. Thread-safe.
 */
final class Ledger {
    private final Map<Position, Entry> entries = new HashMap<>();
    private long open;
    private long settled;

    /** A record and what came of it. */
    static final class Entry {
        private final Position position;
        private SentImage sent;
        private final List<Verdict> verdicts = new ArrayList<>(1);
        private final List<DeadLetter> deadLetters = new ArrayList<>(0);
        private long firstSeenNanoTime;

        private Entry(Position position) {
            this.position = position;
        }

        Position position() {
            return position;
        }

        /** Never null in {@link Ledger#sent()}. */
        SentImage sent() {
            return sent;
        }

        List<Verdict> verdicts() {
            return verdicts;
        }

        List<DeadLetter> deadLetters() {
            return deadLetters;
        }

        /** From handing the record to the producer to seeing its first verdict or dead letter. */
        long latencyNanos() {
            return firstSeenNanoTime - sent.nanoTime();
        }

        /** When the first verdict or dead letter was seen, on the clock of {@link System#nanoTime()}. */
        long firstSeenNanoTime() {
            return firstSeenNanoTime;
        }

        int outcomes() {
            return verdicts.size() + deadLetters.size();
        }
    }

    /** The record is stored at the position. */
    synchronized void sent(Position position, SentImage image) {
        Entry entry = entries.computeIfAbsent(position, Entry::new);
        entry.sent = image;
        if (entry.outcomes() == 0) {
            open++;
        } else {
            settled++;
        }
    }

    /** A verdict was seen. Only those of the active bundle count. */
    synchronized void verdict(Verdict verdict, long nanoTime) {
        if (verdict.getRole() == Role.ACTIVE) {
            Entry entry = settle(verdict.getPosition(), nanoTime);
            entry.verdicts.add(verdict);
        }
    }

    /** A dead letter was seen. */
    synchronized void deadLetter(DeadLetter letter, long nanoTime) {
        Entry entry = settle(letter.getPosition(), nanoTime);
        entry.deadLetters.add(letter);
    }

    private Entry settle(Position position, long nanoTime) {
        Entry entry = entries.computeIfAbsent(position, Entry::new);
        if (entry.outcomes() == 0) {
            entry.firstSeenNanoTime = nanoTime;
            if (entry.sent != null) {
                open--;
                settled++;
                notifyAll();
            }
        }
        return entry;
    }

    /** Records that have a verdict or dead letter. */
    synchronized long settled() {
        return settled;
    }

    /**
     * Waits until so many records have a verdict or dead letter.
     *
     * @param patience how long it may take until the next one has
     * @return whether so many have
     */
    synchronized boolean awaitSettled(long count, Duration patience) throws InterruptedException {
        return await(() -> settled >= count, patience);
    }

    /** The same for all that are stored; to be asked when no more records are on their way. */
    synchronized boolean awaitAllSettled(Duration patience) throws InterruptedException {
        return await(() -> open == 0, patience);
    }

    private synchronized boolean await(BooleanSupplier reached, Duration patience) throws InterruptedException {
        long before = settled;
        long deadline = System.nanoTime() + patience.toNanos();
        while (!reached.getAsBoolean()) {
            long left = millisUntil(deadline);
            if (left <= 0) {
                return false;
            }
            wait(left);
            if (settled > before) {
                before = settled;
                deadline = System.nanoTime() + patience.toNanos();
            }
        }
        return true;
    }

    private static long millisUntil(long deadlineNanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanoTime - System.nanoTime());
    }

    /** All records that were sent, in no order. To be read when nothing is entered any more. */
    synchronized List<Entry> sent() {
        return entries.values().stream().filter(entry -> entry.sent != null).toList();
    }

    /** One line for each record without exactly one verdict or dead letter, and for each outcome of a record that was never sent. */
    synchronized List<String> faults() {
        List<String> faults = new ArrayList<>();
        entries.forEach((position, entry) -> {
            String where = "%s/%d/%d".formatted(position.getTopic(), position.getPartition(), position.getOffset());
            if (entry.sent == null) {
                faults.add("%s: %d verdicts and %d dead letters, but no image was sent there"
                        .formatted(where, entry.verdicts.size(), entry.deadLetters.size()));
            } else if (entry.outcomes() != 1) {
                faults.add("%s: image %s has %d verdicts and %d dead letters, expected one of either"
                        .formatted(where, entry.sent.id(), entry.verdicts.size(), entry.deadLetters.size()));
            }
        });
        return faults.stream().sorted().toList();
    }
}
