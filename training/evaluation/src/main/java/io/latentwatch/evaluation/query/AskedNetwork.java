package io.latentwatch.evaluation.query;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network behind an interface: it takes images of 8 bits, gives answers and no gradients, and every image that it is asked about leaves its print, in the order of the questions.
 */
final class AskedNetwork implements InputGradient {
    private final InputGradient network;
    private final Blinding blinding;
    private final SplittableRandom draws;
    private final List<byte[]> prints = new ArrayList<>();

    /**
     * @param network not closed with this
     * @param blinding of each question
     */
    AskedNetwork(InputGradient network, Blinding blinding, SplittableRandom draws) {
        this.network = requireNonNull(network, "network is null");
        this.blinding = requireNonNull(blinding, "blinding is null");
        this.draws = draws;
    }

    @Override
    public float[] logits(ImageBatch batch) {
        ImageShape shape = batch.shape();
        float[] asked = new float[batch.pixels().length];
        for (int image = 0; image < batch.count(); image++) {
            float[] point = batch.image(image);
            float[] sent = blinding.blinds() ? blinding.apply(point, shape, draws) : point;
            byte[] bytes = new byte[sent.length];
            for (int i = 0; i < sent.length; i++) {
                bytes[i] = (byte) Math.round(Math.max(0, Math.min(1, sent[i])) * 255);
                asked[image * sent.length + i] = (bytes[i] & 0xff) / 255f;
            }
            prints.add(ImagePrint.of(bytes, shape.channels(), shape.height(), shape.width()));
        }
        return network.logits(batch.withPixels(asked));
    }

    @Override
    public InputLoss at(ImageBatch batch, LogitLoss loss) {
        throw new UnsupportedOperationException(
                "the interface answers queries, found one for a gradient; run an attack that asks for logits alone");
    }

    /** Of all images so far. */
    List<byte[]> prints() {
        return List.copyOf(prints);
    }

    @Override
    public void close() {}
}
