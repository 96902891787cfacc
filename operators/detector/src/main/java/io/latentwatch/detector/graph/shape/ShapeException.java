package io.latentwatch.detector.graph.shape;

/** A node whose outputs' shapes cannot be inferred. {@link PeakActivation} says which node it is. */
final class ShapeException extends RuntimeException {
    ShapeException(String message) {
        super(message);
    }
}
