package io.latentwatch.anpvs.attack;

/** What computes the input gradients of the attack inside training. */
public enum AttackEngine {
    /** A backward graph in ONNX Runtime, rebuilt with each step's weights; the faster one. */
    ONNX,
    /** DJL's automatic differentiation, weights frozen. */
    DJL
}
