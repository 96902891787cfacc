package io.latentwatch.benchmarks.ways;

import io.latentwatch.benchmarks.kafka.VerdictTopic;
import java.util.concurrent.Callable;

/** A way that judges images as they come. */
public interface Streaming {
    /** Judges the load's images, those first that are there already, while something else is done; returns what that returned. */
    <T> T judgeWhile(VerdictTopic verdicts, Callable<T> meanwhile) throws Exception;
}
