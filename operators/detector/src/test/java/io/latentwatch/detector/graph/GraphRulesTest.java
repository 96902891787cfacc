package io.latentwatch.detector.graph;

import static io.latentwatch.detector.graph.TestGraph.claimed;
import static io.latentwatch.detector.graph.TestGraph.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.graph.shape.ShapeRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphRulesTest {
    private static final String WHERE = "b/model.onnx";

    @Test
    void everyOperatorThatIsRunHasARuleForItsShapesAndNoOtherHas() {
        assertThat(ShapeRules.operators()).isEqualTo(GraphRules.OPERATORS);
    }

    /** 2^28 + 1 float32 are 4 bytes more than a GiB. */
    @Test
    void refusesMoreWeightsThanTheLimitWhetherTheirValuesAreThereOrNot() {
        assertRefused(
                graph().weight("w", (1 << 28) + 1),
                "b/model.onnx has at least 1073741828 bytes of weights, expected at most 1073741824");
    }

    @Test
    void countsTheTensorsOfConstantNodesAsWeights() {
        assertRefused(
                graph().node("Constant", "half", List.of(), tensor("value", claimed(1 << 27)))
                        .node("Constant", "other", List.of(), tensor("value", claimed((1 << 27) + 1))),
                "has at least 1073741828 bytes of weights");
    }

    @Test
    void refusesWeightsWhoseSizeIsBeyondCounting() {
        assertRefused(graph().weight("w", 1L << 40, 1L << 40), "has countless bytes of weights");
    }

    @Test
    void refusesAConstantThatIsSparse() {
        AttributeProto sparse = AttributeProto.newBuilder()
                .setName("sparse_value")
                .setSparseTensor(SparseTensorProto.getDefaultInstance())
                .build();
        assertRefused(
                graph().node("Constant", "sparse", List.of(), sparse), "node 'sparse' holds a sparse tensor, expected");
    }

    /** 1 x 64 x 4096 x 4096 float32 are 4 GiB, besides 64 MiB of input. */
    @Test
    void refusesMoreActivationThanTheLimitNamingTheNode() {
        assertRefused(
                new TestGraph()
                        .input("image", -1, 1, 4096, 4096)
                        .weight("kernel", 64, 1, 1, 1)
                        .node("Conv", "wide", List.of("image", "kernel"))
                        .output("wide"),
                "takes " + ((4L << 30) + (64 << 20)) + " bytes for the activations of one image at node 'wide' (Conv)",
                "expected at most 2147483648");
    }

    @Test
    void acceptsAnOrdinaryGraph() {
        assertThat(GraphRules.read(graph().output("relu").file(), WHERE)
                        .getGraph()
                        .getNodeCount())
                .isOne();
    }

    private static TestGraph graph() {
        return new TestGraph().input("image", -1, 1, 28, 28).node("Relu", "relu", List.of("image"));
    }

    private static void assertRefused(TestGraph graph, String... message) {
        assertThatThrownBy(() -> GraphRules.read(graph.file(), WHERE))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(message)
                .hasMessageContainingAll(WHERE, "do not use it, or export the model again");
    }
}
