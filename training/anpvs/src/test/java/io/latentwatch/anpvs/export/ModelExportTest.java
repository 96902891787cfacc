package io.latentwatch.anpvs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.anpvs.SomeMasks;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.optimise.TrainingState;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelExportTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 3);
    private static final TrainingConfiguration UNMASKED = TestConfigurations.of(TestConfigurations.CLEAN);
    private static final TrainingConfiguration CONFIGURATION = TestConfigurations.of(
            "masks: {klWeight: 4, prior: 1.0e-4, temperature: 0.1, learningRateFactor: 10, threshold: 1.0e-3}");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lenet-5-caffe", "vgg-16-x0.05", "vgg-16-pre-bn-x0.05", "lenet-5-caffe-k0.3"})
    void onnxRuntimeComputesWhatDjlComputes(String name) throws IOException {
        NetworkSpec spec = NetworkFile.find(name, name.startsWith("vgg") ? new ImageShape(3, 32, 32) : SPEC.input(), 3)
                .spec();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(
                        spec.prunesActivations() ? UNMASKED : CONFIGURATION, InitialNetwork.fresh(spec), manager)) {
            Path file = folder.resolve("model.onnx");
            if (!spec.prunesActivations()) {
                state.masked().setMode(GateMode.TRAINED);
            }

            double difference = ModelExport.export(state, Map.of("seed", "1"), images(spec, 32), file);

            assertThat(difference).isLessThanOrEqualTo(1e-5);
            try (OnnxClassifier classifier = OnnxClassifier.read(file)) {
                assertThat(classifier.logits(images(spec, 1))).hasSize(3);
                assertThat(classifier.logits(images(spec, 7))).hasSize(21);
            }
        }
    }

    /** Layers, weights and all that pruning left behind can be read back. */
    @ParameterizedTest
    @ValueSource(strings = {"lenet-5-caffe", "vgg-16-x0.05", "vgg-16-pre-bn-x0.05"})
    void aModelIsReadBackAsItWasWritten(String name) throws IOException {
        NetworkSpec spec = NetworkFile.find(name, name.startsWith("vgg") ? new ImageShape(3, 32, 32) : SPEC.input(), 3)
                .spec();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CONFIGURATION, InitialNetwork.fresh(spec), manager)) {
            Deployed deployed = Deployed.of(
                    spec,
                    state.exportedWeights(),
                    SomeMasks.of(spec, k -> k % 3 == 0).expected());
            Path file = Files.write(
                    folder.resolve("model.onnx"),
                    OnnxWriter.write(deployed.spec(), deployed.weights(), Map.of())
                            .toByteArray());

            InitialNetwork read = NetworkFile.find(file.toString(), spec.input(), 3);

            assertThat(read.spec()).isEqualTo(deployed.spec());
            assertThat(read.weights()).usingRecursiveComparison().isEqualTo(deployed.weights());
            assertThatThrownBy(() -> NetworkFile.find(file.toString(), spec.input(), 4))
                    .hasMessageContainingAll("model.onnx", "4 classes", "and 3");
        }
    }

    @Test
    void aModelOfAnotherKindIsRefused() throws IOException {
        NetworkSpec spec =
                NetworkFile.find("lenet-5-caffe-k0.3", SPEC.input(), 3).spec();
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(UNMASKED, InitialNetwork.fresh(spec), manager)) {
            Path file = folder.resolve("model.onnx");
            ModelExport.export(state, Map.of(), images(spec, 32), file);

            assertThatThrownBy(() -> NetworkFile.find(file.toString(), spec.input(), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("model.onnx", "a model that this trainer exported", "keep1");
        }
    }

    @Test
    void graphIsReadable() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CONFIGURATION, InitialNetwork.fresh(SPEC), manager)) {
            Map<String, float[]> gates = Map.of("gate3", everyOther(800));
            Deployed deployed = Deployed.of(SPEC, state.exportedWeights(), gates);
            ModelProto model = OnnxWriter.write(deployed.spec(), deployed.weights(), Map.of("seed", "1"));

            assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
            assertThat(model.getGraph().getNodeList().stream().map(NodeProto::getName))
                    .containsExactly(
                            "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "select", "dense1",
                            "relu3", "dense2");
            assertThat(model.getGraph().getNodeList().stream().map(node -> node.getOutput(0)))
                    .contains("relu1", "relu2", "relu3")
                    .endsWith("logits");
            assertThat(model.getGraph().getInitializerList().stream().map(TensorProto::getName))
                    .contains("conv1.weight", "conv1.bias", "dense2.weight", "select.positions");
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
    void seesLogitsThatDiffer() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CONFIGURATION, InitialNetwork.fresh(SPEC), manager)) {
            Deployed deployed = state.deployed();
            byte[] model = OnnxWriter.write(deployed.spec(), deployed.weights(), Map.of())
                    .toByteArray();
            ImageBatch images = images(SPEC, 4);
            float[] others;
            try (OnnxClassifier classifier = OnnxClassifier.of(model)) {
                others = classifier.logits(images);
            }
            assertThat(ModelExport.difference(model, others, images, 0)).isLessThan(1e-6);
            others[0] += 0.01f;

            assertThat(ModelExport.difference(model, others, images, 0)).isGreaterThan(1e-5);
            assertThat(ModelExport.difference(model, others, images, 1)).isLessThan(1e-6);
        }
    }

    @Test
    void writesNothingWhereLogitsAreNotNumbers() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CONFIGURATION, InitialNetwork.fresh(SPEC), manager)) {
            Path file = folder.resolve("model.onnx");

            state.masked().network().change("conv1.bias", bias -> bias.addi(Float.POSITIVE_INFINITY));
            assertThatThrownBy(() -> ModelExport.export(state, Map.of(), images(SPEC, 4), file))
                    .isInstanceOf(ParityException.class)
                    .hasMessageContainingAll("model.onnx", "1e-05", "nothing was written");
            state.masked().network().change("conv1.bias", bias -> bias.muli(0f));
            assertThatThrownBy(() -> ModelExport.export(state, Map.of(), images(SPEC, 4), file))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContainingAll("model.onnx", "'conv1.bias' holds NaN");
            assertThat(Files.exists(file)).isFalse();
        }
    }

    private static float[] everyOther(int features) {
        float[] mask = new float[features];
        for (int k = 0; k < features; k += 2) {
            mask[k] = 1;
        }
        return mask;
    }

    private static ImageBatch images(NetworkSpec spec, int count) {
        float[] pixels = new float[count * spec.input().size()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        return new ImageBatch(spec.input(), pixels, new int[count]);
    }
}
