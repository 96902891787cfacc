package io.latentwatch.flink.models;

import io.latentwatch.schemas.Alarm;

/** Is told what becomes of commands, on the task's thread, between two batches. */
public interface SwapListener {
    /** Other bundles are at work from now on: {@link ModelSwaps#active} and {@link ModelSwaps#shadow}. The ones before must not be used any more. */
    void swapped();

    /** A command has been handled. */
    void handled(CommandResult result);

    /** What a refused command raises. */
    void raised(Alarm alarm);
}
