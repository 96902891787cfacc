package io.latentwatch.detector.graph.prepare;

import static io.latentwatch.detector.graph.TestGraph.integers;
import static io.latentwatch.detector.graph.TestGraph.tensor;
import static io.latentwatch.detector.graph.TestGraph.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.Layout;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.detector.graph.TestGraph;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedClassifierTest {
    private static final List<Integer> SHAPE = List.of(3, 4, 2);

    @Test
    void aGraphThatHasTheFormKeepsItsNodesAndWeights() {
        ModelProto model = new TestGraph()
                .input("x", -1, 3, 4, 2)
                .longs("shape", 1, -1)
                .node("Relu", "relu", List.of("x"))
                .node("Reshape", "y", List.of("relu", "shape"))
                .output("y")
                .model(17);
        ModelProto prepared = prepared(model, Layout.NCHW);
        assertThat(prepared.getGraph().getNodeList()).isEqualTo(model.getGraph().getNodeList());
        assertThat(prepared.getGraph().getInitializerList())
                .isEqualTo(model.getGraph().getInitializerList());
        assertThat(prepared.getOpsetImportList()).isEqualTo(model.getOpsetImportList());
    }

    /** Row by row, 24 numbers of an image become 24, 12 x 2, or as many as there were. */
    @ParameterizedTest
    @ValueSource(strings = {"1,24", "1,-1", "1,2,12", "0,24", "-1,24", "1,3,-1"})
    void aReshapeThatHoldsTheBatchSizeIsOpened(String told) {
        long[] shape = Arrays.stream(told.split(",")).mapToLong(Long::parseLong).toArray();
        ModelProto model = new TestGraph()
                .input("x", 1, 3, 4, 2)
                .node("Constant", "shape", List.of(), tensor("value", vector(shape)))
                .node("Reshape", "y", List.of("x", "shape"))
                .output("y")
                .model(13);
        float[] three = Inference.random(72);
        assertThat(Inference.run(prepared(model, Layout.NCHW), three, 3, 3, 4, 2))
                .containsExactly(three);
    }

    @Test
    void aReshapeOfConstantsIsLeftAlone() {
        ModelProto model = new TestGraph()
                .input("x", 1, 3, 4, 2)
                .floats("weight", List.of(3L), 1, 2, 3)
                .longs("shape", 1, 3, 1, 1)
                .node("Reshape", "wide", List.of("weight", "shape"))
                .node("Mul", "y", List.of("x", "wide"))
                .output("y")
                .model(13);
        assertThat(prepared(model, Layout.NCHW).getGraph().getNodeList())
                .isEqualTo(model.getGraph().getNodeList());
    }

    @Test
    void imagesWithTheChannelsLastComeWithTheChannelsFirst() {
        ModelProto model = new TestGraph()
                .input("x", -1, 4, 2, 3)
                .node("Transpose", "y", List.of("x"), integers("perm", 0, 3, 1, 2))
                .output("y")
                .model(13);
        ModelProto prepared = prepared(model, Layout.NHWC);
        float[] image = Inference.random(24);
        assertThat(Inference.run(prepared, image, 1, 3, 4, 2)).containsExactly(image);
        assertThat(prepared.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Transpose", "Transpose");
    }

    @Test
    void sizesThatTheFileLeavesOpenAreFixed() {
        ModelProto model = new TestGraph()
                .input("x", -1, 3, -1, -1)
                .node("Relu", "y", List.of("x"))
                .output("y")
                .model(13);
        assertThat(prepared(model, Layout.NCHW)
                        .getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDimList())
                .extracting(dimension -> dimension.getDimValue())
                .containsExactly(0L, 3L, 4L, 2L);
    }

    @Test
    void anInputThatIsNotThereIsRefusedByName() {
        ModelProto model = new TestGraph().input("pixels", -1, 3, 4, 2).model(13);
        assertThatThrownBy(() -> prepared(model, Layout.NCHW))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("model.onnx", "no input 'x'", "[pixels]");
    }

    private static ModelProto prepared(ModelProto model, Layout layout) {
        Manifest.Model io = new Manifest.Model("x", "y", OutputKind.LOGITS, layout);
        return PreparedClassifier.of(model, io, SHAPE, "model.onnx");
    }
}
