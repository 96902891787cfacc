package io.latentwatch.flink.received;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.DeadLetterReason;

/** A record's value is no image that can be judged: it belongs with the dead letters. */
public final class UnusableRecordException extends Exception {
    private final DeadLetterReason reason;

    public UnusableRecordException(DeadLetterReason reason, String detail) {
        super(requireNonNull(detail, "detail is null"));
        this.reason = requireNonNull(reason, "reason is null");
    }

    /** Which kind of unusable; the dead letter's reason and the metric's label. */
    public DeadLetterReason reason() {
        return reason;
    }
}
