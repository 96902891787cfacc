package io.latentwatch.detector;

/**
 * An image beside its squeezed copies: the one paired distance of latents that a stream has.
 *
 * @param flipped whether a copy's class differs
 * @param distortion how far the latents stray from the copies', one value per tap in the order of {@link Detector#taps()}: the mean of the
 *     latent-twin scores over the squeezers, at least 0, on clean images 0.9 or, where many features hardly stray, less. It is the mean form of the vulnerability V of a layer (Madaan et al., ICML 2020,
 *     section 3.1), each feature in units of its clean mean, and the squeezed copy in place of the attacked image
 */
public record TwinComparison(boolean flipped, float[] distortion) {}
