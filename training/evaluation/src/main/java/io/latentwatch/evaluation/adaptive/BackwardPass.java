package io.latentwatch.evaluation.adaptive;

/**
 * How a gradient passes a squeezer, whose own slope is 0 almost everywhere: backward pass differentiable approximation (Athalye, Carlini and Wagner, ICML
 * 2018, section 4.1). Forward, the squeezer is always the real one.
 */
public enum BackwardPass {
    /** As if the squeezer were not there. */
    IDENTITY,
    /** As if a depth's steps were steep sigmoids; other squeezers as if they were not there. */
    STEEP_SIGMOID
}
