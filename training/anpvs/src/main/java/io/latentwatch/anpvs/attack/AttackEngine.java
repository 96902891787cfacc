package io.latentwatch.anpvs.attack;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import java.util.function.Function;

/** What computes the input gradients of the attack inside training, from the weights and masks of that moment. */
public enum AttackEngine {
    /** A backward graph in ONNX Runtime of the network as it would be deployed, with each step's weights; the faster one. */
    ONNX {
        @Override
        public Function<MaskedNetwork, InputGradient> gradients(NDManager manager, int threads) {
            return new OnnxGradients(threads, TieRule.SHARED);
        }
    },
    /** DJL's automatic differentiation, weights frozen. */
    DJL {
        @Override
        public Function<MaskedNetwork, InputGradient> gradients(NDManager manager, int threads) {
            return network -> new DjlInputGradient(network, manager);
        }
    };

    /** A function that gives the gradient of a network as it then is; whoever calls it closes what it gives. */
    public abstract Function<MaskedNetwork, InputGradient> gradients(NDManager manager, int threads);
}
