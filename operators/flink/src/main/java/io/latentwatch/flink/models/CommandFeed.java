package io.latentwatch.flink.models;

import io.latentwatch.flink.received.ReceivedRecord;
import java.io.Serializable;

/** Reads the control topic, whole and in order, in every subtask: beside the images, whose way to their operator stays as it is. */
@FunctionalInterface
public interface CommandFeed extends Serializable {
    /**
     * Begins to read on a thread of its own.
     *
     * @param nextOffset the first record's offset; where that one is gone, the first one that is there
     * @return ends the reading; the thread has ended when it returns
     */
    AutoCloseable open(long nextOffset, Receiver receiver) throws Exception;

    /** Takes what is read. Called from the feed's thread. */
    interface Receiver {
        /** The next record; waits where many are waiting already. */
        void receive(ReceivedRecord record) throws InterruptedException;

        /** The topic cannot be read any more. */
        void failed(Exception cause);
    }
}
