package io.latentwatch.anpvs.attack;

/** The tensor library's gradients are wrong on this machine; nothing should be trained with them. */
public final class WrongGradientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongGradientException(int stray, int values, double furthest) {
        super(
                ("expected the tensor library's input gradients to agree with ONNX Runtime's, found %d of %d values further away than 1 %% of the largest, by up to %.0f %%; no step was taken."
                                + " On the processor set ONEDNN_MAX_CPU_ISA=AVX2 in the environment, as ./latentwatch does; see 'Wrong gradients' in training/README.md")
                        .formatted(stray, values, 100 * furthest));
    }
}
