package io.latentwatch.evaluation.hypothesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.TwoLayerModel;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FeatureAblationTest {
    private static final ImageShape SHAPE = new ImageShape(1, 2, 2);
    private static final float[] CORNER = {1, 0, 0, 0};

    @Test
    void ordersFeaturesByTheirVulnerability() {
        List<Double> vulnerability = List.of(0.2, 0.4, 0.1, 0.3, 0.0);

        assertThat(FeatureOrder.MOST_VULNERABLE.first(vulnerability, 0.6, 1)).containsExactly(1, 3, 0);
        assertThat(FeatureOrder.LEAST_VULNERABLE.first(vulnerability, 0.6, 1)).containsExactly(4, 2, 0);
        assertThat(FeatureOrder.RANDOM.first(vulnerability, 0.6, 1))
                .hasSize(3)
                .doesNotHaveDuplicates()
                .isEqualTo(FeatureOrder.RANDOM.first(vulnerability, 0.6, 1));
    }

    /** {@link TwoLayerModel} says u = relu2's first unit = 2 at this image; its logits are u, 1 - u and the other unit, 0. */
    @Test
    void silencesFeaturesOfAMapAndUnitsOfALayer() {
        ModelProto model = TwoLayerModel.build();

        assertThat(logits(model)).containsExactly(2, -1, 0);
        assertThat(logits(AblatedModel.without(model, "relu1", List.of(1)))).containsExactly(2, -1, 0);
        assertThat(logits(AblatedModel.without(model, "relu1", List.of(0)))).containsExactly(0, 1, 0);
        assertThat(logits(AblatedModel.without(model, "relu2", List.of(0, 1)))).containsExactly(0, 1, 0);
    }

    /** Channels 2 x and -x, normalised to themselves plus 1 and 3, plus a map of 5 and 7: 2 x + 6 and 10 - x. */
    @Test
    void silencesWhatNormalisationAndConstantsAdd() {
        ModelProto model = new SmallModel(1, 1, 2, 2)
                .weights("conv.weight", new float[] {2, -1}, 2, 1, 1, 1)
                .weights("scale", new float[] {1, 1}, 2)
                .weights("shift", new float[] {1, 3}, 2)
                .weights("mean", new float[] {0, 0}, 2)
                .weights("variance", new float[] {1, 1}, 2)
                .weights("map", new float[] {5, 5, 5, 5, 7, 7, 7, 7}, 1, 2, 2, 2)
                .weights("dense.weight", new float[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 8, 2)
                .node("Conv", List.of("image", "conv.weight"), "conv")
                .node("BatchNormalization", List.of("conv", "scale", "shift", "mean", "variance"), "normalised")
                .node("Add", List.of("normalised", "map"), "sum")
                .node("Relu", List.of("sum"), "relu")
                .node("Flatten", List.of("relu"), "flatten")
                .node("MatMul", List.of("flatten", "dense.weight"), "logits")
                .build(2);

        assertThat(rounded(logits(model))).containsExactly(8, 9); // both read x = 1
        assertThat(rounded(logits(AblatedModel.without(model, "relu", List.of(0)))))
                .containsExactly(0, 9);
        assertThat(rounded(logits(AblatedModel.without(model, "relu", List.of(1)))))
                .containsExactly(8, 0);
    }

    /** Channels 2 x and 3 x at x = 1, of which the larger one stays; where it is silenced, the other one does. */
    @Test
    void silencesFeaturesOfWhichTheLargestStay() {
        ModelProto model = new SmallModel(1, 1, 2, 2)
                .weights("conv.weight", new float[] {2, 3}, 2, 1, 1, 1)
                .weights("dense.weight", new float[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 8, 2)
                .node("Conv", List.of("image", "conv.weight"), "conv")
                .node("ReduceMax", List.of("conv"), "largest")
                .node("GreaterOrEqual", List.of("conv", "largest"), "stays")
                .node("Where", List.of("stays", "one", "zero"), "factor")
                .weights("one", new float[] {1}, 1)
                .weights("zero", new float[] {0}, 1)
                .node("Mul", List.of("conv", "factor"), "kept")
                .node("Relu", List.of("kept"), "relu")
                .node("Flatten", List.of("relu"), "flatten")
                .node("MatMul", List.of("flatten", "dense.weight"), "logits")
                .build(2);

        assertThat(logits(model)).containsExactly(0, 3);
        assertThat(logits(AblatedModel.without(model, "relu", List.of(0)))).containsExactly(0, 3);
        assertThat(logits(AblatedModel.without(model, "relu", List.of(1)))).containsExactly(2, 0);
    }

    @Test
    void saysWhyALayerCannotBeSilenced() {
        ModelProto model = TwoLayerModel.build();

        assertThatThrownBy(() -> AblatedModel.without(model, "flatten", List.of(0)))
                .hasMessageContainingAll("flatten", "found Flatten", "activation function");
        assertThatThrownBy(() -> AblatedModel.without(model, "relu1", List.of(2)))
                .hasMessageContainingAll("conv1", "[0,2)", "[2]");
        assertThatThrownBy(() -> AblatedModel.without(model, "relu9", List.of(0)))
                .hasMessageContaining("relu9");
    }

    /** Of two features a share of 0.2, 0.4, 0.6, 0.8 is 0, 1, 1, 2; without any the logits are 0, 1, 0 for every image. */
    @Test
    void measuresEveryOrderAtEveryShare() {
        LabelledImages images = new LabelledImages(
                SHAPE, new byte[] {(byte) 255, 0, 0, 0, 0, 0, 0, 0, 90, 1, 2, 3, 0, 0, 0, 9}, new byte[] {0, 1, 1, 2});
        LinfPgd attack = LinfPgd.pgd(0.1, 2, 0.1);
        AtomicLong evaluations = new AtomicLong();

        List<FeatureAblation.Row> rows = new FeatureAblation(images, attack, 1, 2)
                .measure(
                        TwoLayerModel.build(),
                        List.of(
                                new LayerVulnerability("relu1", 4, 2, 0, 1, List.of(0.5, 0.1)),
                                new LayerVulnerability("relu2", 1, 2, 1, 1, List.of(0.5, 0.0))),
                        evaluations::addAndGet);

        assertThat(rows).hasSize(12);
        assertThat(rows.subList(0, 4)).extracting(FeatureAblation.Row::removed).containsExactly(0, 2, 2, 4);
        assertThat(rows)
                .filteredOn(row -> row.share() == 0.8)
                .allMatch(row -> row.cleanAccuracy() == 0.5 && row.attackedAccuracy() == 0.5);
        assertThat(evaluations.get()).isEqualTo(FeatureAblation.evaluations(4, attack));
    }

    private static float[] logits(ModelProto model) {
        try (OnnxClassifier classifier = OnnxClassifier.of(model.toByteArray())) {
            return classifier.logits(new ImageBatch(SHAPE, CORNER, new int[1]));
        }
    }

    /** Normalisation divides by sqrt(1 + 1e-5). */
    private static long[] rounded(float[] values) {
        long[] rounded = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = Math.round(values[i]);
        }
        return rounded;
    }
}
