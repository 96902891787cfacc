package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.alarms.SourceBy;
import io.latentwatch.flink.alarms.SourceKinds;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.wire.WireFormat;
import java.io.Serializable;
import java.time.Duration;

/**
 * How images are batched and what may leave with them.
 *
 * @param inputFormat what the records hold
 * @param wireFormat how Avro records say what they were written with
 * @param batchSize images in a batch at most
 * @param batchTimeout longest wait of a batch's first image for others, at least 1 ms
 * @param waitFactor its wait as a multiple of the time that judging the last batch took, at least 0
 * @param window size of the event-time windows of distortion, aligned to 1970-01-01T00:00Z
 * @param twinRate share of the images that get a twin, 0 to 1
 * @param twinFloor share that it falls to at the lowest under overload, 0 to 1; see {@link io.latentwatch.detector.TwinBudget}
 * @param twinKey keeps the choice of twins from the producers; not empty
 * @param sourceBy what is taken for an image's source
 * @param sourceKinds which sources are cameras
 * @param deadLetterBytes most bytes of an encoded dead letter, at least {@link DeadLetters#LEAST_BYTES}; a larger one is cut
 */
public record InspectionOptions(
        InputFormat inputFormat,
        WireFormat wireFormat,
        int batchSize,
        Duration batchTimeout,
        double waitFactor,
        Duration window,
        double twinRate,
        double twinFloor,
        String twinKey,
        SourceBy sourceBy,
        SourceKinds sourceKinds,
        int deadLetterBytes)
        implements Serializable {
    public InspectionOptions {
        requireNonNull(inputFormat, "inputFormat is null");
        requireNonNull(wireFormat, "wireFormat is null");
        requireNonNull(twinKey, "twinKey is null");
        requireNonNull(sourceBy, "sourceBy is null");
        requireNonNull(sourceKinds, "sourceKinds is null");
        require(batchSize >= 1, "batchSize", batchSize, "at least 1");
        require(batchTimeout.toMillis() >= 1, "batchTimeout", batchTimeout, "at least 1 ms");
        require(waitFactor >= 0, "waitFactor", waitFactor, "at least 0");
        require(window.toMillis() >= 1, "window", window, "at least 1 ms");
        require(twinRate >= 0 && twinRate <= 1, "twinRate", twinRate, "a share from 0 to 1");
        require(twinFloor >= 0 && twinFloor <= 1, "twinFloor", twinFloor, "a share from 0 to 1");
        require(
                deadLetterBytes >= DeadLetters.LEAST_BYTES,
                "deadLetterBytes",
                deadLetterBytes,
                "at least " + DeadLetters.LEAST_BYTES);
    }

    private static void require(boolean holds, String name, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + found + ", expected " + expected);
        }
    }
}
