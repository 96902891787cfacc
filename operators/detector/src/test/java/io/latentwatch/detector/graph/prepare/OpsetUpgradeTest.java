package io.latentwatch.detector.graph.prepare;

import static io.latentwatch.detector.graph.TestGraph.integer;
import static io.latentwatch.detector.graph.TestGraph.integers;
import static io.latentwatch.detector.graph.TestGraph.real;
import static io.latentwatch.detector.graph.TestGraph.reals;
import static io.latentwatch.detector.graph.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.graph.TestGraph;
import io.latentwatch.detector.graph.shape.ShapeRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of one operator: ONNX Runtime runs the older form by itself, and has to give the same for what it was brought to. */
class OpsetUpgradeTest {
    private static final String WHERE = "model.onnx";

    /** Operators that came after operator set 12. */
    private static final Set<String> NEWER = Set.of("Gelu", "HardSwish", "LayerNormalization", "Mish");

    private static final Set<String> TWO_OUTPUTS = Set.of("Split", "TopK");

    private static final Map<String, float[]> CONSTANTS = Map.of(
            "scales", new float[] {1, 1, 2, 3},
            "smaller", new float[] {1, 1, 0.5f, 1},
            "scale", new float[] {1, 2, 3},
            "bias", new float[] {0.5f, 0, -1},
            "mean", new float[] {0.1f, 0.2f, 0.3f},
            "variance", new float[] {1, 0.5f, 2});

    /** One node that reads {@code x}, {@code [2, 3, 4, 4]} unless it is said. */
    record Case(long opset, String operator, List<String> more, List<Long> shape, List<AttributeProto> attributes) {
        TestGraph graph() {
            long[] open = shape.stream().mapToLong(d -> d).toArray();
            open[0] = -1;
            List<String> inputs = new ArrayList<>(List.of("x"));
            inputs.addAll(more);
            TestGraph graph = new TestGraph().input("x", open);
            more.stream()
                    .filter(CONSTANTS::containsKey)
                    .forEach(name ->
                            graph.floats(name, List.of((long) CONSTANTS.get(name).length), CONSTANTS.get(name)));
            graph.node(operator, "y", inputs, attributes.toArray(AttributeProto[]::new));
            return (TWO_OUTPUTS.contains(operator) ? graph.alsoTo("other") : graph).output("y");
        }

        @Override
        public String toString() {
            return operator + " of operator set " + opset + " on " + shape + " "
                    + attributes.stream().map(AttributeProto::getName).toList();
        }
    }

    static List<Case> covered() {
        List<String> statistics = List.of("scale", "bias", "mean", "variance");
        return List.of(
                on(9, "Clip", real("min", -0.5f), real("max", 0.25f)),
                on(9, "Clip", real("max", 0.25f)),
                on(7, "Clip", real("min", 0)),
                on(10, "Clip"),
                on(7, "Pad", integers("pads", 0, 0, 1, 2, 0, 0, 2, 1), real("value", 0.75f)),
                on(10, "Pad", integers("pads", 0, 0, 1, 1, 0, 0, 1, 1), text("mode", "reflect")),
                on(9, "Slice", integers("starts", 1, -3), integers("ends", 100, -1), integers("axes", 2, 3)),
                on(8, "Slice", integers("starts", 0, 1), integers("ends", 2, 3)),
                on(12, "ReduceSum", integers("axes", 1, 3), integer("keepdims", 0)),
                on(9, "ReduceSum"),
                with(9, "Squeeze", List.of(2L, 3L, 1L, 1L), integers("axes", 2, 3)),
                with(12, "Squeeze", List.of(2L, 1L, 4L)),
                on(11, "Unsqueeze", integers("axes", 0, 4)),
                on(11, "Split", integer("axis", 3), integers("split", 1, 3)),
                on(9, "TopK", integer("k", 2), integer("axis", 1)),
                on(7, "Upsample", reals("scales", 1, 1, 2, 3), text("mode", "nearest")),
                on(8, "Upsample", reals("scales", 1, 1, 2, 2), text("mode", "linear")),
                reading(9, "Upsample", List.of("scales"), text("mode", "nearest")),
                reading(10, "Resize", List.of("scales"), text("mode", "nearest")),
                reading(10, "Resize", List.of("scales"), text("mode", "linear")),
                on(9, "Dropout", real("ratio", 0.5f)),
                on(12, "Dropout"),
                reading(7, "BatchNormalization", statistics, real("epsilon", 0.01f), integer("spatial", 1)),
                reading(9, "BatchNormalization", statistics, real("momentum", 0.8f)),
                with(9, "Softmax", List.of(2L, 5L)),
                with(12, "Softmax", List.of(2L, 5L, 3L)),
                with(12, "Softmax", List.of(2L, 5L, 3L), integer("axis", 2)),
                with(11, "Softmax", List.of(2L, 5L, 3L), integer("axis", -1)),
                with(9, "Softmax", List.of(2L, 5L, 1L, 1L), integer("axis", 1)),
                with(9, "Softmax", List.of(2L, 1L, 5L), integer("axis", 1)),
                on(9, "LogSoftmax"),
                with(9, "LogSoftmax", List.of(2L, 7L), integer("axis", 1)),
                reading(9, "Add", List.of("scales")));
    }

    private static Case on(long opset, String operator, AttributeProto... attributes) {
        return new Case(opset, operator, List.of(), List.of(2L, 3L, 4L, 4L), List.of(attributes));
    }

    private static Case with(long opset, String operator, List<Long> shape, AttributeProto... attributes) {
        return new Case(opset, operator, List.of(), shape, List.of(attributes));
    }

    private static Case reading(long opset, String operator, List<String> more, AttributeProto... attributes) {
        return new Case(opset, operator, more, List.of(2L, 3L, 4L, 4L), List.of(attributes));
    }

    @ParameterizedTest
    @MethodSource("covered")
    void theSuccessorGivesTheSame(Case old) {
        ModelProto model = old.graph().model(old.opset());
        GraphProto upgraded = OpsetUpgrade.of(model.getGraph(), old.opset(), WHERE);
        long[] shape = old.shape().stream().mapToLong(d -> d).toArray();
        float[] values = Inference.random(
                (int) old.shape().stream().reduce(1L, Math::multiplyExact).longValue());

        float[] expected = Inference.run(model, values, shape);
        float[] found = Inference.run(inOperatorSet13(upgraded), values, shape);

        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], offset(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("covered")
    void weightsStayAsTheyAre(Case old) {
        GraphProto graph = old.graph().build();
        GraphProto upgraded = OpsetUpgrade.of(graph, old.opset(), WHERE);
        assertThat(upgraded.getInitializerList()).containsAll(graph.getInitializerList());
        assertThat(upgraded.getInitializerList().stream()
                        .filter(weight -> !graph.getInitializerList().contains(weight)))
                .allMatch(added -> added.getName().startsWith(PreparedClassifier.PREFIX));
    }

    private static ModelProto inOperatorSet13(GraphProto graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    static List<Case> refused() {
        return List.of(
                on(6, "Relu"),
                reading(7, "BatchNormalization", List.of("scale", "bias", "mean", "variance"), integer("spatial", 0)),
                reading(10, "Resize", List.of("smaller"), text("mode", "nearest")),
                reading(
                        11,
                        "Resize",
                        List.of("", "scales"),
                        text("coordinate_transformation_mode", "tf_half_pixel_for_nn")),
                on(9, "Upsample", text("mode", "nearest")),
                reading(9, "Add", List.of("scale"), integer("broadcast", 1), integer("axis", 1)),
                on(9, "Softmax", integer("axis", 0)),
                on(9, "HardSwish"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aFormThatIsNotCoveredIsRefusedByName(Case old) {
        assertThatThrownBy(() -> OpsetUpgrade.of(old.graph().build(), old.opset(), WHERE))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(
                        WHERE, "operator set " + old.opset(), "export the model with operator set 13 or later")
                .hasMessageMatching(old.opset() < 7 ? ".*at least 7.*" : ".*node 'y' is a " + old.operator() + ".*");
    }

    @Test
    void everyOperatorOfClassifiersIsCovered() {
        Set<String> expected = new HashSet<>(ShapeRules.operators());
        expected.removeAll(NEWER);
        expected.add("Upsample");
        assertThat(OpsetUpgrade.operators()).isEqualTo(expected);
    }
}
