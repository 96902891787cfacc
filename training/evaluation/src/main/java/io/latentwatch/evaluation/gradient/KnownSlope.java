package io.latentwatch.evaluation.gradient;

/**
 * A gradient with respect to logits z of the form {@code softmaxWeight * softmax(z) - target}.
 *
 * @param target {@code [K]}
 */
@SuppressWarnings("ArrayRecordComponent") // The attacks' inner loop: used once, never compared.
public record KnownSlope(float softmaxWeight, float[] target) {}
