package io.latentwatch.flink.models;

import java.io.Serializable;

/**
 * Where a job without state begins in the control topic: what was there before its start is not obeyed, and its sequence numbers are not taken again.
 *
 * @param nextOffset of the topic's only partition
 * @param lastSequence the highest sequence number before it; -1 where there is none
 */
public record ModelStart(long nextOffset, long lastSequence) implements Serializable {
    /** An empty topic. */
    public static final ModelStart EMPTY = new ModelStart(0, -1);
}
