package io.latentwatch.evaluation.hypothesis;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What becomes of a network that loses its most vulnerable, its least vulnerable or random features, without training it again.
 * The same share goes in every hidden layer: vulnerabilities of different layers are not of one scale.
 *
 * @param attack white box on the network as it then is
 * @param seed of the attack, and of the random order
 * @param threads of the attack
 */
public record FeatureAblation(LabelledImages images, LinfPgd attack, long seed, int threads) {
    /** The shares that the blog's hypothesis is tested at. */
    public static final List<Double> SHARES = List.of(0.2, 0.4, 0.6, 0.8);

    /**
     * One ablated network.
     *
     * @param share of every layer's features that is gone
     * @param removed features in all
     * @param cleanAccuracy in [0,1]
     * @param attackedAccuracy in [0,1], after rounding to 8 bits inside the ball
     */
    public record Row(FeatureOrder order, double share, int removed, double cleanAccuracy, double attackedAccuracy) {}

    /** Gradient evaluations that {@link #measure} takes. */
    public static long evaluations(int images, LinfPgd attack) {
        return (long) FeatureOrder.values().length * SHARES.size() * images * attack.steps() * attack.restarts();
    }

    /**
     * Every order at every share of {@link #SHARES}.
     *
     * @param layers the network's features and how vulnerable they are
     * @param progress told of gradient evaluations
     */
    public List<Row> measure(ModelProto model, List<LayerVulnerability> layers, LongConsumer progress) {
        List<Row> rows = new ArrayList<>();
        for (FeatureOrder order : FeatureOrder.values()) {
            for (double share : SHARES) {
                ModelProto ablated = model;
                int removed = 0;
                for (LayerVulnerability layer : layers) {
                    List<Integer> gone = order.first(layer.features(), share, seed);
                    ablated = AblatedModel.without(ablated, layer.tensor(), gone);
                    removed += gone.size();
                }
                rows.add(row(order, share, removed, ablated, progress));
            }
        }
        return rows;
    }

    private Row row(FeatureOrder order, double share, int removed, ModelProto ablated, LongConsumer progress) {
        long evaluations = (long) attack.steps() * attack.restarts();
        try (OnnxClassifier classifier = OnnxClassifier.of(ablated.toByteArray());
                InputGradient gradient = OnnxInputGradient.of(GradientGraph.of(ablated, TieRule.FIRST))) {
            AttackedImages attacked = AttackedImages.of(
                    attack, gradient, images, seed, threads, count -> progress.accept(count * evaluations));
            return new Row(
                    order,
                    share,
                    removed,
                    classifier.accuracy(images.toBatch()),
                    classifier.accuracy(attacked.images().toBatch()));
        }
    }
}
