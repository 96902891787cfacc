package io.latentwatch.detector.window;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Position;

/**
 * A record to look at.
 *
 * @param feature what stands out most in it, as {@code layer/index}; null where that is not known
 */
public record Example(String topic, int partition, long offset, String source, String feature) {
    public Example {
        requireNonNull(topic, "topic is null");
        requireNonNull(source, "source is null");
    }

    /** Where it stands. */
    public Position position() {
        return new Position(topic, partition, offset);
    }
}
