package io.latentwatch.flink.models;

import static java.util.Objects.requireNonNull;

/** A command for a bundle that is not carried out; says what was expected, found, and what to do. */
public final class CommandRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CommandResult result;

    public CommandRefusedException(CommandResult result, String message) {
        this(result, message, null);
    }

    public CommandRefusedException(CommandResult result, String message, Throwable cause) {
        super(message, cause);
        this.result = requireNonNull(result, "result is null");
    }

    public CommandResult result() {
        return result;
    }
}
