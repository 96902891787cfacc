package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Sha256;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.Transfer;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputGradients;

/** The classifier that transfer attacks are made on. Its images are those of the attacked one, of the same size and with the same classes. */
public final class SourceModel implements AutoCloseable {
    private final InputGradient network;
    private final String sha256;

    private SourceModel(InputGradient network, String sha256) {
        this.network = network;
        this.sha256 = sha256;
    }

    /**
     * Opens a classifier.
     *
     * @param model ONNX: images in [0,1], float32 {@code [N, C, H, W]}, in; logits or probabilities {@code [N, K]} out
     * @throws io.latentwatch.evaluation.gradient.UnsupportedModelException if it is no such classifier
     */
    public static SourceModel of(byte[] model) {
        return new SourceModel(InputGradients.of(model), Sha256.hex(model));
    }

    /** SHA-256 of its file, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** An attack made on this classifier; it holds only until this is closed. */
    public Attack transferred(Attack attack) {
        return new Transfer(attack, network, sha256);
    }

    @Override
    public void close() {
        network.close();
    }
}
