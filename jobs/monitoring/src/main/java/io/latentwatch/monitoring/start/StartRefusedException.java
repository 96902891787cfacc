package io.latentwatch.monitoring.start;

/** The job cannot start as things are; says what was expected, found, where, and what to do. */
public final class StartRefusedException extends RuntimeException {
    public StartRefusedException(String message) {
        super(message);
    }

    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
