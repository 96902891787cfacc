package io.latentwatch.evaluation.gradient;

/**
 * The answer of an {@link InputGradient}.
 *
 * @param losses one per image
 * @param gradient of the losses' sum with respect to the pixels, {@code [N, C, H, W]}
 * @param logits {@code [N, K]}
 */
@SuppressWarnings("ArrayRecordComponent") // The attacks' inner loop: used once, never compared.
public record InputLoss(float[] losses, float[] gradient, float[] logits) {}
