package io.latentwatch.detector.infer;

/** ONNX Runtime did not do what was asked. */
public final class InferenceException extends RuntimeException {
    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
