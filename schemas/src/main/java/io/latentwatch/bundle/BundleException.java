package io.latentwatch.bundle;

/** A bundle that must not be used. The message says what was expected, what was found, where, and what to do. */
public final class BundleException extends RuntimeException {
    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
