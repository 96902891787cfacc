package io.latentwatch.flink.models;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The accepted commands, as far as they still matter. Flink keeps it as a POJO; fields may be added, none removed. */
public final class ModelState {
    /** The first record of the control topic that was not handled yet. */
    public long nextOffset;

    /** The last accepted command's sequence number; -1 before the first one. */
    public long sequence;

    /** The bundle that judges; null: the configuration's. */
    public String active;

    /** The bundle that judges beside it; null: none. */
    public String shadow;

    /** Accepted bundles, the oldest first, besides the configuration's. */
    public String[] ids = {};

    /** Where each of {@link #ids} was loaded from. */
    public String[] uris = {};

    /** The state of the subtask that was furthest; empty where there is none. */
    public static Optional<ModelState> furthest(Iterable<ModelState> ofSubtasks) {
        return StreamSupport.stream(ofSubtasks.spliterator(), false)
                .max(Comparator.<ModelState>comparingLong(state -> state.sequence)
                        .thenComparingLong(state -> state.nextOffset));
    }
}
