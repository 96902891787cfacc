package io.latentwatch.evaluation.evaluate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What an evaluation may take of the machine; nothing of it changes a figure but the measured speeds.
 *
 * @param threads of the attacks
 * @param speed time for the comparison of speeds, all rounds together; only spent where there is an unpruned twin
 * @param ablation whether to measure what becomes of the network without its most or least vulnerable features
 * @param legacyClip whether to measure {@link LegacyClip}
 */
public record Effort(int threads, Duration speed, boolean ablation, boolean legacyClip) {
    public Effort {
        requireNonNull(speed, "speed is null");
        if (threads < 1 || speed.isNegative() || speed.isZero()) {
            throw new IllegalArgumentException(
                    "expected at least 1 thread and a time above 0 for the speeds, found %d and %s"
                            .formatted(threads, speed));
        }
    }
}
