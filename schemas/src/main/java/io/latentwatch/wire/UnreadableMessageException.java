package io.latentwatch.wire;

import static java.util.Objects.requireNonNull;

/** The bytes of a message are not the record that was expected: its fault, not that of anything around it. */
public final class UnreadableMessageException extends Exception {
    /** @param message what was expected and what was found */
    public UnreadableMessageException(String message) {
        super(requireNonNull(message, "message is null"));
    }
}
