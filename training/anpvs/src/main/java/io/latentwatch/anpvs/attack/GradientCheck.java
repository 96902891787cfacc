package io.latentwatch.anpvs.attack;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitMargin;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageBatch;

/**
 * Whether the tensor library differentiates rightly on this machine: its input gradients beside those of a backward graph in ONNX Runtime. PyTorch 2.7.1's oneDNN does not on some with
 * AVX-512 (training/README.md), and what is trained with such gradients looks healthy.
 */
public final class GradientCheck {
    /** Of the largest value. Right gradients agree to 1e-5 on float32; wrong ones were off by tens of per cent. */
    private static final double TOLERANCE = 1e-2;

    /** Values that may be off by more: rounding decides which of two nearly equal values a maximum takes. */
    private static final double STRAY_SHARE = 0.01;

    /** Its slope at the logits is 1 and -1, however sure the network is; that of a cross-entropy would cancel to nothing on a trained one. */
    private static final LogitLoss LOSS = new LogitMargin(Double.POSITIVE_INFINITY);

    private GradientCheck() {}

    /**
     * Compares both, ties decided as PyTorch does, and with all activations: which are the largest of nearly equal ones is decided by rounding.
     *
     * @throws WrongGradientException if they do not agree
     */
    public static void require(MaskedNetwork network, ImageBatch images, NDManager manager) {
        NetworkSpec layers = network.network().spec();
        network.network().setLayers(layers.withAllActivations());
        try {
            compare(network, images, manager);
        } finally {
            network.network().setLayers(layers);
        }
    }

    private static void compare(MaskedNetwork network, ImageBatch images, NDManager manager) {
        float[] expected;
        float[] found;
        try (InputGradient onnx = new OnnxGradients(1, TieRule.FIRST).apply(network)) {
            expected = onnx.at(images, LOSS).gradient();
        }
        try (InputGradient djl = new DjlInputGradient(network, manager)) {
            found = djl.at(images, LOSS).gradient();
        }
        requireAgreement(expected, found);
    }

    /** Values of the same images by both; the first are taken for right. */
    static void requireAgreement(float[] expected, float[] found) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (!(largest > 0)) {
            throw new IllegalStateException(
                    "expected ONNX Runtime's input gradients to have a value that is not 0, found none; the network says the same of every image");
        }
        double furthest = 0;
        int stray = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            furthest = Math.max(furthest, difference);
            stray += difference <= TOLERANCE * largest ? 0 : 1; // so that NaN strays
        }
        if (stray > STRAY_SHARE * expected.length) {
            throw new WrongGradientException(stray, expected.length, furthest / largest);
        }
    }
}
