package io.latentwatch.detector.graph.shape;

import static io.latentwatch.detector.graph.TestGraph.integer;
import static io.latentwatch.detector.graph.TestGraph.integers;
import static io.latentwatch.detector.graph.TestGraph.tensor;
import static io.latentwatch.detector.graph.TestGraph.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.graph.TestGraph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes by hand; all tensors are float32, so 4 bytes an element. */
class PeakActivationTest {
    /** The input stays (4 x 100); of the chain only two neighbours are alive at once: 4 x (100 + 100 + 100). */
    @Test
    void aTensorLivesUntilItsLastReader() {
        PeakActivation peak = peak(new TestGraph()
                .input("x", -1, 100)
                .node("Relu", "a", List.of("x"))
                .node("Relu", "b", List.of("a"))
                .node("Relu", "c", List.of("b"))
                .output("c"));
        assertThat(peak.bytes()).isEqualTo(4 * 300);
        assertThat(peak.node()).isEqualTo("node 'b' (Relu)");
    }

    /** x, a, b, c: a is read again at the end. */
    @Test
    void aTensorThatIsReadAgainLaterStays() {
        assertThat(peak(new TestGraph()
                                .input("x", -1, 100)
                                .node("Relu", "a", List.of("x"))
                                .node("Relu", "b", List.of("a"))
                                .node("Relu", "c", List.of("b"))
                                .node("ReduceSum", "s", List.of("c"), integer("keepdims", 0))
                                .node("Add", "end", List.of("s", "a"))
                                .output("end"))
                        .bytes())
                .isEqualTo(4 * 400);
    }

    /** 100 million zeros that are added up at once would be gone; ONNX Runtime computes them when it loads the graph and keeps them. */
    @Test
    void whatHangsOnNoInputIsKept() {
        TestGraph graph = new TestGraph().input("x", -1, 1).longs("size", 100_000_000);
        graph.node("ConstantOfShape", "zeros", List.of("size")).node("ReduceSum", "none", List.of("zeros"));
        graph.node("ConstantOfShape", "more", List.of("size")).node("Add", "end", List.of("more", "x"));
        assertThat(peak(graph.output("end")).bytes()).isEqualTo(4 + 4 * 300_000_000L + 4);
    }

    /** [1, 3, 9, 9] under a 3x3 kernel, stride 2, one pixel of padding: (9 + 2 - 3) / 2 + 1 = 5; 8 x 5 x 5. */
    @Test
    void aShapeThatTheGraphComputesIsFollowed() {
        PeakActivation peak = peak(new TestGraph()
                .input("x", -1, 3, 9, 9)
                .weight("w", 8, 3, 3, 3)
                .longs("first", 0)
                .longs("rest", -1)
                .node("Conv", "conv", List.of("x", "w"), integers("strides", 2, 2), integers("pads", 1, 1, 1, 1))
                .node("Shape", "shape", List.of("conv"))
                .node("Gather", "batch", List.of("shape", "first"))
                .node("Concat", "wanted", List.of("batch", "rest"), integer("axis", 0))
                .node("Reshape", "flat", List.of("conv", "wanted"))
                .weight("dense", 200, 10)
                .node("Gemm", "logits", List.of("flat", "dense"))
                .output("logits"));
        // The input, conv and flat, and "wanted": two int64.
        assertThat(peak.bytes()).isEqualTo(4 * (243 + 200 + 200) + 16);
    }

    /**
     * PyTorch's pads come last axis first, begin and end side by side: (1, 2, 3, 4, 0, 0, 0, 0) becomes [0, 0, 3, 1, 0, 0, 4, 2]. The image grows to
     * 9 + 3 + 4 by 9 + 1 + 2.
     */
    @Test
    void valuesAreFollowedThroughSlicesAndTransposes() {
        TensorShapes shapes = TensorShapes.of(
                new TestGraph()
                        .input("x", -1, 3, 9, 9)
                        .longs("told", 1, 2, 3, 4, 0, 0, 0, 0)
                        .longs("pairs", -1, 2)
                        .longs("last", -1)
                        .longs("beforeFirst", -100)
                        .longs("axis", 0)
                        .longs("back", -1)
                        .node("Reshape", "rows", List.of("told", "pairs"))
                        .node("Slice", "turned", List.of("rows", "last", "beforeFirst", "axis", "back"))
                        .node("Transpose", "columns", List.of("turned"), integers("perm", 1, 0))
                        .node("Reshape", "pads", List.of("columns", "last"))
                        .node("Pad", "y", List.of("x", "pads"))
                        .output("y")
                        .build(),
                "graph");
        assertThat(shapes.constants().get("pads")).containsExactly(0, 0, 3, 1, 0, 0, 4, 2);
        assertThat(shapes.dimensions().get("y")).containsExactly(1, 3, 16, 12);
    }

    record Case(String what, TestGraph graph, String... message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        "a shape out of the image's pixels",
                        new TestGraph()
                                .input("x", -1, 4)
                                .node("Cast", "sizes", List.of("x"), integer("to", 7))
                                .node("ConstantOfShape", "huge", List.of("sizes")),
                        "node 'huge' (ConstantOfShape) takes its shape from 'sizes'"),
                new Case(
                        "a size that overflows",
                        new TestGraph()
                                .input("x", -1, 4)
                                .node("Constant", "sizes", List.of(), tensor("value", vector(1L << 40, 1L << 40)))
                                .node("ConstantOfShape", "huge", List.of("sizes")),
                        "node 'huge' (ConstantOfShape) long overflow"),
                new Case(
                        "a tensor that nothing makes",
                        new TestGraph().input("x", -1, 4).node("Relu", "a", List.of("b")),
                        "node 'a' (Relu) reads tensor 'b', which nothing before it makes"),
                new Case(
                        "nodes in another order than they run in",
                        new TestGraph()
                                .input("x", -1, 4)
                                .node("Relu", "b", List.of("a"))
                                .node("Relu", "a", List.of("x")),
                        "node 'b' (Relu) reads tensor 'a', which nothing before it makes"),
                new Case(
                        "a missing input",
                        new TestGraph().input("x", -1, 4).node("Conv", "c", List.of("x")),
                        "node 'c' (Conv) has 1 inputs, input 1 of them is needed"),
                new Case(
                        "padding that overflows",
                        new TestGraph()
                                .input("x", -1, 1, 8, 8)
                                .node(
                                        "MaxPool",
                                        "p",
                                        List.of("x"),
                                        integers("kernel_shape", 1, 1),
                                        integers("pads", Long.MAX_VALUE, 0, 1, 0)),
                        "node 'p' (MaxPool) long overflow"),
                new Case(
                        "an axis that is not there",
                        new TestGraph()
                                .input("x", -1, 4)
                                .node("Softmax", "s", List.of("x"))
                                .node("ReduceMean", "m", List.of("s"), integers("axes", 5)),
                        "node 'm' (ReduceMean) has axis 5 of the shape [1, 4]"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refuses(Case given) {
        assertThatThrownBy(() -> peak(given.graph()))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(given.message())
                .hasMessageContainingAll("b/model.onnx", "expected", "export the model with fixed shapes");
    }

    private static PeakActivation peak(TestGraph graph) {
        return PeakActivation.of(graph.build(), "b/model.onnx");
    }
}
