package io.latentwatch.wire;

/** A schema registry cannot be used: it does not answer, or refuses. No message is at fault, so none may be given up for it. */
public final class RegistryException extends RuntimeException {
    /** @param message what was asked, what came back and what to do */
    public RegistryException(String message) {
        super(message);
    }

    /** @param message what was asked, what came back and what to do */
    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
