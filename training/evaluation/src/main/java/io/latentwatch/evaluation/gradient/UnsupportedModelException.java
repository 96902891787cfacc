package io.latentwatch.evaluation.gradient;

/** A graph whose input gradient we do not know how to write. */
public final class UnsupportedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedModelException(String message) {
        super(message);
    }

    UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
