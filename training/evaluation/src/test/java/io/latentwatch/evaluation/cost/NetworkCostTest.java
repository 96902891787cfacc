package io.latentwatch.evaluation.cost;

import static io.latentwatch.evaluation.SmallModel.integer;
import static io.latentwatch.evaluation.SmallModel.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.reference.graph.Classifier;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against figures that were computed from the released code's rules without this code. */
class NetworkCostTest {
    @ParameterizedTest
    @CsvSource({
        "20, 50, 800, 500, 4615940, 477410",
        "13, 20,  99,  30, 1230506,  45335",
        "14, 25, 198,  62, 1568382,  58868"
    })
    void leNetAgreesWithTheReleasedCodesRules(int n1, int n2, int n3, int n4, long flops, long memory) {
        NetworkCost cost = cost(leNet(n1, n2, n3, n4));

        assertThat(cost.flops()).isEqualTo(flops);
        assertThat(cost.memoryUnits()).isEqualTo(memory);
        assertThat(cost.uncounted()).isEmpty();
    }

    @Test
    void givesTheSpeedupOfThePaper() {
        NetworkCost full = cost(leNet(20, 50, 800, 500));

        assertThat(full.parameters()).isEqualTo(431_080);
        assertThat(cost(leNet(13, 20, 99, 30)).flopsSpeedupOver(full)).isCloseTo(3.7513, within(5e-5));
    }

    @Test
    void vggAgreesWithTheReleasedCodesRules() {
        NetworkCost cost = cost(vgg16());

        // The paper's code counts an activation for VGG's ten logits too, which have none.
        assertThat(cost.flops()).isEqualTo(627_329_546 - 10);
        assertThat(cost.memoryUnits()).isEqualTo(16_655_818);
        assertThat(cost.parameters()).isEqualTo(14_991_946);
    }

    @Test
    void countsEachNodeByItsRule() {
        ModelProto model = new SmallModel(1, 3, 8, 8)
                .weights("conv.weight", 4, 3, 3, 3)
                .weights("conv.bias", 4)
                .weights("dense.weight", 4, 2)
                .weights("dense.bias", 2)
                .node("Conv", List.of("image", "conv.weight", "conv.bias"), "conv", integers("strides", 2, 2))
                .node("Relu", List.of("conv"), "relu")
                .node("GlobalAveragePool", List.of("relu"), "pool")
                .node("Flatten", List.of("pool"), "flatten")
                .node("Sqrt", List.of("flatten"), "root")
                .node("MatMul", List.of("root", "dense.weight"), "product")
                .node("Add", List.of("product", "dense.bias"), "logits")
                .build(2);

        NetworkCost cost = cost(model);

        assertThat(cost.layers())
                .extracting(LayerCost::node, LayerCost::flops)
                .containsExactly(
                        tuple("conv", (2 * 27 - 1 + 1) * 36L), // 4 channels of 3x3
                        tuple("relu", 36L),
                        tuple("pool", 9 * 4L),
                        tuple("product", (2 * 4 - 1) * 2L),
                        tuple("logits", 2L));
        assertThat(cost.layers().get(0).memoryUnits()).isEqualTo(27 * 9 + 27 * 4);
        assertThat(cost.layers().get(3).memoryUnits()).isEqualTo(4 * 2 + 2);
        assertThat(cost.uncounted()).containsExactly("Sqrt");
    }

    private static NetworkCost cost(ModelProto model) {
        return NetworkCost.of(Classifier.read(model.toByteArray(), "model.onnx"), "model.onnx");
    }

    /** As an export has it: features that the first dense layer does not read are left out by a Gather. */
    private static ModelProto leNet(int n1, int n2, int n3, int n4) {
        SmallModel model = new SmallModel(1, 1, 28, 28)
                .weights("conv1.weight", n1, 1, 5, 5)
                .weights("conv1.bias", n1)
                .weights("conv2.weight", n2, n1, 5, 5)
                .weights("conv2.bias", n2)
                .weights("dense1.weight", n4, n3)
                .weights("dense1.bias", n4)
                .weights("dense2.weight", 10, n4)
                .weights("dense2.bias", 10)
                .node("Conv", List.of("image", "conv1.weight", "conv1.bias"), "conv1", integers("kernel_shape", 5, 5))
                .node("Relu", List.of("conv1"), "relu1")
                .node("MaxPool", List.of("relu1"), "pool1", integers("kernel_shape", 2, 2), integers("strides", 2, 2))
                .node("Conv", List.of("pool1", "conv2.weight", "conv2.bias"), "conv2", integers("kernel_shape", 5, 5))
                .node("Relu", List.of("conv2"), "relu2")
                .node("MaxPool", List.of("relu2"), "pool2", integers("kernel_shape", 2, 2), integers("strides", 2, 2))
                .node("Flatten", List.of("pool2"), "flatten");
        String features = "flatten";
        if (n3 < n2 * 16) {
            model.shape("kept", LongStream.range(0, n3).toArray())
                    .node("Gather", List.of("flatten", "kept"), "kept-features", integer("axis", 1));
            features = "kept-features";
        }
        return model.node("Gemm", List.of(features, "dense1.weight", "dense1.bias"), "dense1", integer("transB", 1))
                .node("Relu", List.of("dense1"), "relu3")
                .node("Gemm", List.of("relu3", "dense2.weight", "dense2.bias"), "logits", integer("transB", 1))
                .build(10);
    }

    private static ModelProto vgg16() {
        int[][] blocks = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
        SmallModel model = new SmallModel(1, 3, 32, 32);
        String tensor = "image";
        int channels = 3;
        for (int block = 0; block < blocks.length; block++) {
            for (int layer = 0; layer < blocks[block].length; layer++) {
                String name = "conv%d-%d".formatted(block, layer);
                int out = blocks[block][layer];
                zeros(model, name + ".weight", out, channels, 3, 3);
                zeros(model, name + ".bias", out);
                model.node(
                        "Conv",
                        List.of(tensor, name + ".weight", name + ".bias"),
                        name,
                        integers("kernel_shape", 3, 3),
                        integers("pads", 1, 1, 1, 1));
                tensor = normalised(model, name, out);
                channels = out;
            }
            model.node(
                    "MaxPool",
                    List.of(tensor),
                    "pool" + block,
                    integers("kernel_shape", 2, 2),
                    integers("strides", 2, 2));
            tensor = "pool" + block;
        }
        model.node("Flatten", List.of(tensor), "flatten");
        zeros(model, "dense14.weight", 512, 512);
        zeros(model, "dense14.bias", 512);
        model.node("Gemm", List.of("flatten", "dense14.weight", "dense14.bias"), "dense14");
        tensor = normalised(model, "dense14", 512);
        zeros(model, "dense15.weight", 512, 10);
        zeros(model, "dense15.bias", 10);
        return model.node("Gemm", List.of(tensor, "dense15.weight", "dense15.bias"), "logits")
                .build(10);
    }

    private static String normalised(SmallModel model, String name, int channels) {
        for (String parameter : List.of(".scale", ".shift", ".mean", ".variance")) {
            zeros(model, name + parameter, channels);
        }
        model.node(
                "BatchNormalization",
                List.of(name, name + ".scale", name + ".shift", name + ".mean", name + ".variance"),
                name + ".norm");
        model.node("Relu", List.of(name + ".norm"), name + ".relu");
        return name + ".relu";
    }

    private static void zeros(SmallModel model, String name, long... shape) {
        model.weights(name, new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)], shape);
    }
}
