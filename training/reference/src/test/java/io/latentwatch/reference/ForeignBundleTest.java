package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles of models that have not the form that a monitor holds. */
class ForeignBundleTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "vgg-batch4-opset7.onnx, 1, 28",
        "mobilenet-batch1-opset11.onnx, 3, 32",
        "mixture-opset9.onnx, 3, 16",
        "channels-last-inside-opset13.onnx, 3, 16",
        "transformer-opset12.onnx, 3, 16"
    })
    void isReadAndJudgesImagesWithTheModelByteForByte(String model, int channels, int side) throws IOException {
        ImageSet images = new ForeignModel.Noise(600, channels, side);
        Bundle bundle = profiled(model, images);
        assertThat(bundle.file(BundleFiles.MODEL)).isEqualTo(ForeignModel.file(model));
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            List<ImageToInspect> some = images.images()
                    .limit(5)
                    .map(image -> new ImageToInspect(image.image(), true))
                    .toList();
            assertThat(detector.inspect(some)).hasSize(5).allMatch(outcome -> outcome instanceof Outcome.Judged);
        }
    }

    @Test
    void noiseOfColourImagesIsTakenWithinEachChannelAndIsTheLoudestOnes() throws IOException {
        int images = 6;
        int side = 16;
        Bundle bundle = profiled("mixture-opset9.onnx", new ForeignModel.Noise(600, 3, side));
        byte[] bytes = new byte[images * 3 * side * side];
        new Random(11).nextBytes(bytes);
        int plane = side * side;
        for (int channel = 0; channel < 3; channel++) { // the first image has one colour
            Arrays.fill(bytes, channel * plane, (channel + 1) * plane, (byte) (90 + 10 * channel));
        }
        Arrays.fill(
                bytes, 3 * plane, 5 * plane,
                (byte) 90); // two of the second one's channels are flat, the third is noisy
        MonitorOutputs outputs;
        try (MonitorSession session = MonitorSession.open(
                bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), 1)) {
            ByteBuffer pixels =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            outputs = session.infer(pixels, images, LongBuffer.allocate(0));
        }

        List<String> names = bundle.manifest().scores().plain();
        int noise = names.indexOf("noise/quiet-places");
        for (int image = 0; image < images; image++) {
            double[] values = new double[3 * side * side];
            for (int i = 0; i < values.length; i++) {
                values[i] = (bytes[image * values.length + i] & 0xff) / 255.0;
            }
            double expected = ScoreOracle.noise(values, side, side);
            assertThat((double) outputs.scores()[image * names.size() + noise])
                    .isCloseTo(expected, within(1e-5 * expected + 1e-7));
        }
        assertThat(outputs.scores()[noise]).isEqualTo(1 / 2040f);
        assertThat(outputs.scores()[names.size() + noise]).isGreaterThan(0.01f);
    }

    /** What people call their tensors is what the monitor calls its inputs and outputs. */
    @Test
    void tensorsOfTheNamesOfTheMonitorsOutputsGiveWay() throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(new TinyClassifier(7).onnx()).toBuilder();
        Map<String, String> names = Map.of("relu2", "image", "relu3", "scores", "logits", "probabilities");
        for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                String input = node.getInput(i).equals("image") ? "x" : node.getInput(i);
                node.setInput(i, names.getOrDefault(input, input));
            }
            node.setOutput(0, names.getOrDefault(node.getOutput(0), node.getOutput(0)));
        }
        model.getGraphBuilder().getInputBuilder(0).setName("x");
        model.getGraphBuilder().getOutputBuilder(0).setName("probabilities");
        Path file = Files.write(folder.resolve("named.onnx"), model.build().toByteArray());
        Path out = folder.resolve("bundle");
        new ReferenceProfiler(TinyBundle.request(file, new TinyImages(700, 3), out)).profile();
        try (OnnxDetector detector = OnnxDetector.open(out, DetectorOptions.DEFAULTS)) {
            assertThat(detector.taps()).containsExactly("relu1", "image", "scores");
            assertThat(detector.manifest().model().output()).isEqualTo("probabilities");
        }
    }

    @Test
    void aMonitorThatHoldsSomethingElseThanTheRewriteIsRefused() throws IOException {
        Bundle bundle = profiled("mixture-opset9.onnx", new ForeignModel.Noise(600, 3, 16));
        assertRefused(
                bundle,
                monitor -> weight(monitor, "prepared//Clip_output_0/max").setFloatData(0, 7),
                "weight 'prepared//Clip_output_0/max' differs");
        assertRefused(
                bundle,
                monitor -> {
                    TensorProto.Builder weight = weight(monitor, "head.bias");
                    byte[] raw = weight.getRawData().toByteArray();
                    raw[0] ^= 1;
                    weight.setRawData(ByteString.copyFrom(raw));
                },
                "weight 'head.bias' differs from model.onnx");
        assertRefused(
                bundle,
                monitor -> node(monitor, "/Clip").setInput(2, ""),
                "node '/Clip' (Clip) of model.onnx is missing or differs");
        assertRefused(
                bundle,
                monitor -> monitor.getGraphBuilder()
                        .addInitializer(
                                weight(monitor, "head.bias").build().toBuilder().setName("prepared/more")),
                "weight 'prepared/more' is not in model.onnx");
    }

    private static TensorProto.Builder weight(ModelProto.Builder model, String name) {
        return model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(weight -> weight.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NodeProto.Builder node(ModelProto.Builder model, String name) {
        return model.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(Bundle bundle, Consumer<ModelProto.Builder> change, String message)
            throws InvalidProtocolBufferException {
        ModelProto.Builder monitor = ModelProto.parseFrom(bundle.file(BundleFiles.MONITOR)).toBuilder();
        change.accept(monitor);
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        contents.put(BundleFiles.MONITOR, monitor.build().toByteArray());
        Bundle changed = new Bundle(bundle.id() + message.hashCode(), bundle.manifest(), false, "planted", contents);
        assertThatThrownBy(() -> OnnxDetector.open(changed, DetectorOptions.DEFAULTS))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("monitor.onnx", message);
    }

    private Bundle profiled(String model, ImageSet images) throws IOException {
        ProfileRequest plain = TinyBundle.request(ForeignModel.in(folder, model), images, folder.resolve("bundle"));
        new ReferenceProfiler(new ProfileRequest(
                        plain.model(),
                        plain.images(),
                        plain.out(),
                        "foreign",
                        List.of(),
                        plain.taps(),
                        new ProfileRequest.InputChoices(
                                Manifest.ColourOrder.RGB, TinyBundle.NO_RESIZE, 1, List.of(0.5), List.of(0.25)),
                        plain.squeezers(),
                        plain.topFeatures(),
                        plain.perClass(),
                        plain.seed(),
                        plain.trainingHashes(),
                        false,
                        plain.training(),
                        plain.commit(),
                        plain.signKey()))
                .profile();
        return BundleReader.read(folder.resolve("bundle"));
    }
}
