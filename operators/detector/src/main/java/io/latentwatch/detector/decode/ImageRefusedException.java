package io.latentwatch.detector.decode;

import io.latentwatch.schemas.DeadLetterReason;

/** An image that cannot be brought to the network's input. The message says what was expected and what was found. */
public final class ImageRefusedException extends Exception {
    private final DeadLetterReason reason;

    public ImageRefusedException(DeadLetterReason reason, String message) {
        super(message, null, false, false); // bad data is ordinary: no stack trace is taken
        this.reason = reason;
    }

    public DeadLetterReason reason() {
        return reason;
    }
}
