package io.latentwatch.reference.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.Layout;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.reference.ForeignModel;
import io.latentwatch.reference.TinyClassifier;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignClassifierTest {
    private static final Map<String, float[]> BY_PYTORCH = ForeignModel.expected();
    private static final InputForm OF_32 = new InputForm(Optional.empty(), Optional.of(new InputForm.Size(32, 32)));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet-opset9.onnx",
                "mobilenet-batch1-opset11.onnx",
                "mobilenet-batch1-opset13.onnx",
                "vgg-batch4-opset7.onnx",
                "mixture-opset9.onnx",
                "mixture-opset10.onnx",
                "mixture-opset12.onnx",
                "channels-last-opset12.onnx",
                "channels-last-inside-opset13.onnx",
                "transformer-opset12.onnx"
            })
    void givesInTheMonitorsFormWhatPyTorchGives(String name) throws OrtException {
        agreesWithPyTorch(Classifier.read(ForeignModel.file(name), name), name);
    }

    @Test
    void sizesThatAreLeftOpenAreSaidByAnOption() throws OrtException {
        String name = "resnet-open-sizes-opset13.onnx";
        assertThatThrownBy(() -> Classifier.read(ForeignModel.file(name), name))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(name, "['N', 3, 'h', 'w']", "leaves height or width open", "--input-size HxW");
        agreesWithPyTorch(Classifier.read(ForeignModel.file(name), OF_32, name), name);
    }

    private static void agreesWithPyTorch(Classifier classifier, String name) throws OrtException {
        float[] expected = BY_PYTORCH.get(name);
        List<Integer> shape = classifier.inputShape();
        float[] image = ForeignModel.image(shape);
        FloatBuffer three = FloatBuffer.allocate(3 * image.length);
        three.put(new float[image.length]).put(image).put(new float[image.length]);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                        environment.createSession(classifier.model().toByteArray(), new OrtSession.SessionOptions());
                OnnxTensor images = OnnxTensor.createTensor(
                        environment, three.flip(), new long[] {3, shape.get(0), shape.get(1), shape.get(2)});
                OrtSession.Result result = session.run(Map.of(classifier.io().input(), images))) {
            float[][] rows = (float[][]) result.get(0).getValue();
            assertThat(rows).hasDimensions(3, expected.length);
            assertThat(rows[1]).containsExactly(expected, offset(2e-5f));
        }
    }

    @Test
    void aBatchThatCannotBeOpenedIsRefusedWithTheReason() {
        String name = "batch2-folded-opset13.onnx";
        assertThatThrownBy(() -> Classifier.read(ForeignModel.file(name), name))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(
                        name,
                        "ONNX Runtime cannot run its graph",
                        "Reshape",
                        "export the model with an open batch dimension");
    }

    @Test
    void aSizeThatTheFileDoesNotHaveIsRefused() {
        String name = "channels-last-opset12.onnx";
        assertThatThrownBy(() -> Classifier.read(ForeignModel.file(name), OF_32, name))
                .hasMessageContainingAll(name, "['N', 16, 16, 3]", "--input-size says 32x32");
    }

    @Test
    void theOrderOfTheAxesIsRecognisedAndCanBeSaid() {
        String name = "channels-last-opset12.onnx";
        Classifier classifier = Classifier.read(ForeignModel.file(name), name);
        assertThat(classifier.io().layout()).isEqualTo(Layout.NHWC);
        assertThat(classifier.inputShape()).containsExactly(3, 16, 16);
        InputForm wrong = new InputForm(Optional.of(Layout.NCHW), Optional.empty());
        assertThatThrownBy(() -> Classifier.read(ForeignModel.file(name), wrong, name))
                .hasMessageContainingAll(name, "['N', 16, 16, 3]", "1 or 3", "NCHW", "--layout");
    }

    @Test
    void aSoftmaxAtTheEndIsSeen() {
        assertThat(Classifier.read(ForeignModel.file("vgg-batch4-opset7.onnx"), "vgg")
                        .io()
                        .outputKind())
                .isEqualTo(OutputKind.PROBABILITIES);
        assertThat(Classifier.read(ForeignModel.file("mixture-opset9.onnx"), "mixture")
                        .io()
                        .outputKind())
                .isEqualTo(OutputKind.LOGITS);
    }

    @Test
    void hardSwishAndSumsOfAMobileNetAreWatchedAndTheirPartsAreNot() {
        Classifier classifier = Classifier.read(ForeignModel.file("mobilenet-batch1-opset11.onnx"), "mobilenet");
        TapSelection selection = TapSelection.of(classifier, List.of(), "mobilenet");
        assertThat(selection.shapes().taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly(
                        "/Mul_output_0",
                        "/blocks/blocks.0/Mul_output_0",
                        "/blocks/blocks.0/Mul_1_output_0",
                        "/blocks/blocks.0/Relu_output_0",
                        "/blocks/blocks.0/HardSigmoid_2_output_0",
                        "/blocks/blocks.0/Add_output_0",
                        "/blocks/blocks.1/Mul_output_0",
                        "/blocks/blocks.1/Mul_1_output_0",
                        "/blocks/blocks.1/Relu_output_0",
                        "/blocks/blocks.1/HardSigmoid_2_output_0",
                        "/blocks/blocks.1/Add_output_0",
                        "/Mul_1_output_0");
        assertThat(objection(selection, "/HardSigmoid_output_0"))
                .contains("part of the function that makes '/Mul_output_0'");
    }

    @Test
    void sumsThatAnActivationFollowsAreNotWatched() {
        Classifier classifier = Classifier.read(ForeignModel.file("resnet-opset9.onnx"), "resnet");
        TapSelection selection = TapSelection.of(classifier, List.of(), "resnet");
        assertThat(selection.shapes().taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly(
                        "/Relu_output_0",
                        "/blocks/blocks.0/Relu_output_0",
                        "/blocks/blocks.0/Relu_1_output_0",
                        "/blocks/blocks.1/Relu_output_0",
                        "/blocks/blocks.1/Relu_1_output_0");
        assertThat(objection(selection, "/blocks/blocks.0/Add_output_0")).contains("an activation function follows");
    }

    @ParameterizedTest
    @CsvSource({
        "/Relu_output_0, an activation function follows",
        "/Clip_output_0,",
        "/Mul_1_output_0,",
        "/Sigmoid_output_0, part of the function that makes '/Mul_2_output_0'",
        "/Mul_2_output_0,",
        "/Add_1_output_0,",
        "/LeakyRelu_output_0,",
        "/Mul_4_output_0,"
    })
    void activationFunctionsAreFoundHoweverTheyAreWritten(String tensor, String objection) {
        Classifier classifier = Classifier.read(ForeignModel.file("mixture-opset12.onnx"), "mixture");
        TapSelection selection = TapSelection.of(classifier, List.of(), "mixture");
        assertThat(objection(selection, tensor)).contains(objection == null ? "" : objection);
        assertThat(objection(selection, tensor).isEmpty()).isEqualTo(objection == null);
    }

    @ParameterizedTest
    @CsvSource({
        "channels-last-inside-opset13.onnx, /Relu_output_0, 14 14 6",
        "transformer-opset12.onnx, /Mul_2_output_0, 17 16"
    })
    void featuresOfMapsAndSequencesWithTheChannelsLastAreMeansOverTheOtherAxes(String name, String tensor, String shape)
            throws OrtException {
        Classifier classifier = Classifier.read(ForeignModel.file(name), name);
        TapShapes shapes = TapSelection.of(classifier, List.of(tensor), name).shapes();
        Manifest.Tap tap = shapes.taps().get(0);
        assertThat(tap.kind()).isEqualTo(FeatureKind.CHANNEL_LAST);
        assertThat(tap.shape()).map(String::valueOf).isEqualTo(List.of(shape.split(" ")));
        Manifest.Input input = new Manifest.Input(
                3,
                16,
                16,
                Manifest.ColourOrder.RGB,
                new Manifest.Resize(Manifest.ResizeMode.NONE, 0),
                1,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0));
        byte[] monitor = MonitorGraph.forProfiling(classifier, input, shapes.taps(), List.of(new BitDepth(1)), 5);
        byte[] image = new byte[3 * 16 * 16];
        new Random(3).nextBytes(image);

        float[] expected = means(run(classifier, tensor, image), tap.features());

        try (MonitorSession session = MonitorSession.open(monitor, input, 1)) {
            float[] found = session.infer(
                            ByteBuffer.allocateDirect(image.length).put(image).flip(),
                            1,
                            LongBuffer.allocate(0),
                            Set.of(MonitorGraph.ACTIVATIONS))
                    .get(MonitorGraph.ACTIVATIONS);
            assertThat(found).containsExactly(expected, offset(1e-5f));
        }
    }

    /** Of rows of features, over the rows. */
    private static float[] means(float[] values, int features) {
        float[] means = new float[features];
        for (int i = 0; i < values.length; i++) {
            means[i % features] += values[i] * features / values.length;
        }
        return means;
    }

    private static float[] run(Classifier classifier, String tensor, byte[] image) throws OrtException {
        FloatBuffer pixels = FloatBuffer.allocate(image.length);
        for (byte value : image) {
            pixels.put((value & 0xff) / 255f);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] graph = TapShapes.withOutputs(classifier.model(), List.of(tensor));
        try (OrtSession session = environment.createSession(graph, new OrtSession.SessionOptions());
                OnnxTensor images = OnnxTensor.createTensor(environment, pixels.flip(), new long[] {1, 3, 16, 16});
                OrtSession.Result result = session.run(Map.of(classifier.io().input(), images))) {
            FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[output.remaining()];
            output.get(values);
            return values;
        }
    }

    @Test
    void sequencesOfATransformerAreWatchedAndWhatIsNeitherIsRefused() {
        String name = "transformer-opset12.onnx";
        Classifier classifier = Classifier.read(ForeignModel.file(name), name);
        assertThat(TapSelection.of(classifier, List.of(), name).shapes().taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly("/Add_1_output_0", "/Mul_2_output_0", "/Add_3_output_0");
    }

    /** The patches before they are turned to a sequence, and what is cut into queries, keys and values. */
    @ParameterizedTest
    @CsvSource({"/Reshape_output_0, '[2, 8, 16]'", "/Reshape_2_output_0, '[2, 17, 3, 2, 4]'"})
    void aTensorWhoseFeaturesCannotBeToldIsRefused(String tensor, String shape) {
        String name = "transformer-opset12.onnx";
        Classifier classifier = Classifier.read(ForeignModel.file(name), name);
        assertThatThrownBy(() -> TapSelection.of(classifier, List.of(tensor), name))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(name, "'" + tensor + "'", shape, "[2, T, C]", "--taps");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auto                   | relu1 relu2 relu3",
                "-relu2                 | relu1 relu3",
                "auto,-relu1,-relu2     | relu3",
                "relu3,relu1            | relu1 relu3",
                "conv2                  | conv2",
                "auto,conv2,-relu3      | relu1 conv2 relu2"
            })
    void namesChooseAndAMinusLeavesOut(String wanted, String chosen) {
        Classifier classifier = Classifier.read(new TinyClassifier(3).onnx(), "tiny");
        assertThat(TapSelection.of(classifier, List.of(wanted.split(",")), "tiny")
                        .shapes()
                        .taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly(chosen.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relu9                  | names 'relu9', found no tensors of that name that hang on the image",
                "conv1.weight           | names 'conv1.weight', found no tensors of that name that hang on the image",
                "-conv1                 | leaves out [conv1], which would not be watched anyway",
                "-relu1,-relu2,-relu3   | leaves out every layer",
                "flat,-relu1            | leaves out [relu1], which would not be watched anyway"
            })
    void namesThatSayNothingAreRefused(String wanted, String message) {
        Classifier classifier = Classifier.read(new TinyClassifier(3).onnx(), "tiny");
        assertThatThrownBy(() -> TapSelection.of(classifier, List.of(wanted.split(",")), "tiny"))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("tiny", message);
    }

    private static String objection(TapSelection selection, String tensor) {
        return selection.candidates().stream()
                .filter(candidate -> candidate.tensor().equals(tensor))
                .findFirst()
                .orElseThrow()
                .objection()
                .orElse("");
    }
}
