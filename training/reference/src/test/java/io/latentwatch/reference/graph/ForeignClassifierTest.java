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
import io.latentwatch.bundle.Manifest.Layout;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.reference.ForeignModel;
import io.latentwatch.reference.TinyClassifier;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                "channels-last-inside-opset13.onnx"
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

    @Test
    void mapsWithTheChannelsLastAreLeftOutAndRefusedWhenNamed() {
        String name = "channels-last-inside-opset13.onnx";
        Classifier classifier = Classifier.read(ForeignModel.file(name), name);
        assertThat(TapSelection.of(classifier, List.of(), name).shapes().taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly("/Relu_1_output_0");
        assertThatThrownBy(() -> TapSelection.of(classifier, List.of("/Relu_output_0"), name))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(name, "'/Relu_output_0'", "channels last", "--taps");
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
                "relu9                  | names 'relu9', found no tensors",
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
