package io.latentwatch.evaluation.gradient;

/** Which cells of a pool get the gradient when several hold the maximum. */
public enum TieRule {
    /** The first one in row-major order, as PyTorch does. */
    FIRST,
    /**
     * Every one of them gets the whole gradient. About a third faster in ONNX Runtime, which has no quick kernel for the other
     * rule. Ties of positive activations are rare once an image carries noise; zeros tie often, but have no gradient after a
     * ReLU. Needs pools that divide their input, and opset 11 or later.
     */
    SHARED
}
