package io.latentwatch.anpvs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {
    private static final NetworkSpec SPEC = NetworkSpec.leNet5Caffe(SyntheticImages.SHAPE, 3);

    @TempDir
    private Path folder;

    @Test
    void onnxRuntimeComputesWhatDjlComputes() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            Path file = folder.resolve("model.onnx");

            double difference = ModelExport.export(network, Map.of("seed", "1"), SyntheticImages.batch(32, 1), file);

            assertThat(difference).isLessThanOrEqualTo(1e-5);
            try (OnnxClassifier classifier = OnnxClassifier.read(file)) {
                assertThat(classifier.logits(SyntheticImages.batch(1, 1))).hasSize(3);
                assertThat(classifier.logits(SyntheticImages.batch(7, 1))).hasSize(21);
            }
        }
    }

    @Test
    void graphIsReadable() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            ModelProto model = OnnxWriter.write(SPEC, network.weights(), Map.of("seed", "1"));

            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
            assertThat(model.getGraph().getNodeList().stream().map(NodeProto::getName))
                    .containsExactly(
                            "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "dense1", "relu3",
                            "dense2");
            assertThat(model.getGraph().getNodeList().stream().map(node -> node.getOutput(0)))
                    .contains("relu1", "relu2", "relu3")
                    .endsWith("logits");
            assertThat(model.getGraph().getInitializerList().stream().map(TensorProto::getName))
                    .contains("conv1.weight", "conv1.bias", "dense2.weight");
            assertThat(model.getGraph().getInput(0).getName()).isEqualTo("image");
            assertThat(model.getGraph()
                            .getInput(0)
                            .getType()
                            .getTensorType()
                            .getShape()
                            .getDim(0)
                            .getDimParam())
                    .isEqualTo("N");
            assertThat(model.getMetadataProps(0).getKey()).isEqualTo("seed");
        }
    }

    @Test
    void refusesToExportWhatDoesNotAgree() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            Map<String, float[]> others = new LinkedHashMap<>(network.weights());
            others.get("dense2.bias")[0] += 0.01f;
            ModelProto other = OnnxWriter.write(SPEC, others, Map.of());

            assertThat(ModelExport.difference(other, network, SyntheticImages.batch(4, 1)))
                    .isGreaterThan(1e-5);
        }
    }

    @Test
    void writesNothingWhereLogitsAreNotNumbers() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork sound = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            Map<String, float[]> weights = new LinkedHashMap<>(sound.weights());
            Arrays.fill(weights.get("conv1.bias"), Float.NaN);
            Path file = folder.resolve("model.onnx");
            try (DjlNetwork network = DjlNetwork.withWeights(SPEC, weights, manager)) {
                assertThatThrownBy(() -> ModelExport.export(network, Map.of(), SyntheticImages.batch(4, 1), file))
                        .isInstanceOf(ParityException.class)
                        .hasMessageContainingAll("model.onnx", "1e-05", "nothing was written");
            }
            assertThat(Files.exists(file)).isFalse();
        }
    }
}
