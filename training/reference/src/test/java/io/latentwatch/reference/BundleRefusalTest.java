package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles whose parts were made not to fit together, each hash in order: what the detector has to find by itself. */
class BundleRefusalTest {
    @TempDir
    private static Path folder;

    private static Bundle bundle;

    @BeforeAll
    static void profile() throws IOException {
        bundle = BundleReader.read(TinyBundle.profile(new TinyClassifier(7), folder));
    }

    @Test
    void theBundleAsItIsOpens() {
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            assertThat(detector.taps()).containsExactly("relu1", "relu2", "relu3");
            assertThat(detector.feature(4).layer()).isEqualTo("relu2");
            assertThat(detector.feature(4).index()).isZero();
        }
    }

    @Test
    void aMonitorWithOtherWeightsThanTheModel() {
        assertRefused(
                withMonitor(monitor -> {
                    TensorProto.Builder weight = firstWeight(monitor);
                    byte[] raw = weight.getRawData().toByteArray();
                    raw[0] ^= 1;
                    weight.setRawData(ByteString.copyFrom(raw));
                }),
                "monitor.onnx: weight 'conv1.weight' differs from model.onnx");
    }

    @Test
    void aMonitorThatRunsAnotherNetworkThanTheModel() {
        assertRefused(
                withMonitor(monitor -> {
                    for (NodeProto.Builder node : monitor.getGraphBuilder().getNodeBuilderList()) {
                        if (node.getName().equals("relu2")) {
                            node.setOpType("Sigmoid");
                        }
                    }
                }),
                "node 'relu2' (Relu) of model.onnx is missing or differs");
    }

    @Test
    void anOperatorThatIsNotOnTheList() {
        assertRefused(
                withMonitor(monitor -> monitor.getGraphBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setName("sneak")
                                .setOpType("Loop")
                                .addOutput("watch/x"))),
                "node 'sneak' is a Loop");
    }

    /** Shapes would be inferred from that value, and another image be run. */
    @Test
    void anInputThatBothFilesFillThemselves() {
        Consumer<ModelProto.Builder> filling = model -> model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("twin_rows")
                        .setDataType(TensorProto.DataType.INT64_VALUE)
                        .addDims(1)
                        .addInt64Data(0));
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        for (String file : List.of(BundleFiles.MODEL, BundleFiles.MONITOR)) {
            contents.put(file, changed(file, filling));
        }
        assertRefused(
                new Bundle(bundle.id() + "filled", bundle.manifest(), false, "planted", contents),
                "monitor.onnx holds a value of its own for 'twin_rows', expected an input that only the caller fills");
    }

    @Test
    void moreActivationThanTheLimit() {
        assertRefused(
                withMonitor(monitor -> monitor.getGraphBuilder()
                        .addInitializer(TensorProto.newBuilder()
                                .setName("watch/sizes")
                                .setDataType(TensorProto.DataType.INT64_VALUE)
                                .addDims(1)
                                .addInt64Data(1L << 40))
                        .addNode(NodeProto.newBuilder()
                                .setName("watch/huge")
                                .setOpType("ConstantOfShape")
                                .addInput("watch/sizes")
                                .addOutput("watch/huge"))),
                "bytes for the activations of one image at node 'watch/huge' (ConstantOfShape), expected at most 2147483648");
    }

    @Test
    void dataOutsideTheFile() {
        assertRefused(
                withMonitor(monitor -> firstWeight(monitor)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("../../etc/passwd"))),
                "tensor 'conv1.weight' lies outside the file");
    }

    @Test
    void anotherOperatorDomain() {
        assertRefused(
                withMonitor(monitor ->
                        monitor.addOpsetImportBuilder().setDomain("com.example").setVersion(1)),
                "imports the operator domain 'com.example'");
    }

    @Test
    void aFileThatIsNoGraph() {
        assertRefused(with(BundleFiles.MONITOR, new byte[] {1, 2, 3}), "monitor.onnx: not an ONNX file");
    }

    @Test
    void aManifestThatNamesMoreScoresThanTheGraphGives() {
        Manifest.Scores scores = bundle.manifest().scores();
        List<String> more = new ArrayList<>(scores.plain());
        more.add("energy/logits");
        Manifest.Scores others = new Manifest.Scores(more, scores.twin(), scores.squeezers(), scores.topFeatures());
        assertRefused(
                with(manifest(bundle.manifest().taps(), others)),
                "output 'scores' has shape [-1,5], manifest.json says [-1,6]");
    }

    @Test
    void aManifestThatWatchesATensorTheModelDoesNotMake() {
        List<Manifest.Tap> taps = new ArrayList<>(bundle.manifest().taps());
        Manifest.Tap last = taps.remove(2);
        taps.add(new Manifest.Tap("relu9", "relu9", last.kind(), last.features(), last.shape()));
        assertRefused(
                with(manifest(taps, bundle.manifest().scores())),
                "watches tensor 'relu9', which model.onnx does not make");
    }

    @Test
    void probesThatComeOutOtherwise() {
        String name = BundleFiles.probe("scores");
        float[] values = bundle.array(name).floats(name, 16, 5);
        values[5] *= 1.5f;
        assertRefused(with(name, NpyArray.of(values, 16, 5).write()), "its probes' scores deviate by");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BundleFiles.CLEAN_DISTORTION,
                BundleFiles.PROBES,
                "probes/scores.npy",
                "references/relu1.npy",
                "references/relu1.twin.npy",
                BundleFiles.TAILS,
                BundleFiles.POOLED_SURVIVAL,
                BundleFiles.PLAIN_SUSPICION,
                BundleFiles.TWIN_SUSPICION
            })
    void anArrayOfAnotherTypeNamingTheBundleAndTheFile(String name) {
        assertRefused(with(name, NpyArray.of(new long[] {1, 2}, 1, 2).write()), "planted/" + name + " is INT64 [1, 2]");
    }

    @Test
    void weightsThatAreNoNumbers() {
        assertRefused(withMeansOf(Float.NaN), "tensor 'watch/means' holds NaN");
    }

    /** The distortions come out as no number (an infinite value less an infinite one), the confidence behind them in the row does not. */
    @Test
    void probesThatComeOutAsNoNumber() {
        assertRefused(withMeansOf(Float.POSITIVE_INFINITY), "its probes' scores deviate by NaN");
    }

    private static Bundle withMeansOf(float value) {
        return withMonitor(monitor -> {
            TensorProto.Builder means = weight(monitor, "watch/means");
            ByteBuffer raw = ByteBuffer.allocate(means.getRawData().size()).order(ByteOrder.LITTLE_ENDIAN);
            while (raw.hasRemaining()) {
                raw.putFloat(value);
            }
            means.setRawData(ByteString.copyFrom(raw.flip()));
        });
    }

    @Test
    void aCalibrationTooSmallForThePromise() {
        assertThatThrownBy(() -> OnnxDetector.open(bundle, DetectorOptions.promising(0.0001)))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("6400 calibration images", "1.0E-4", "at least 46050");
    }

    private static TensorProto.Builder firstWeight(ModelProto.Builder monitor) {
        return weight(monitor, "conv1.weight");
    }

    private static TensorProto.Builder weight(ModelProto.Builder monitor, String name) {
        return monitor.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(weight -> weight.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(Bundle refused, String message) {
        assertThatThrownBy(() -> OnnxDetector.open(refused, DetectorOptions.DEFAULTS))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message);
    }

    private static Bundle withMonitor(Consumer<ModelProto.Builder> change) {
        return with(BundleFiles.MONITOR, changed(BundleFiles.MONITOR, change));
    }

    private static byte[] changed(String file, Consumer<ModelProto.Builder> change) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(bundle.file(file)).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Bundle with(String name, byte[] file) {
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        contents.put(name, file);
        return new Bundle(bundle.id() + name, bundle.manifest(), false, "planted", contents);
    }

    private static Bundle with(Manifest manifest) {
        return new Bundle(bundle.id() + manifest.hashCode(), manifest, false, "planted", bundle.contents());
    }

    private static Manifest manifest(List<Manifest.Tap> taps, Manifest.Scores scores) {
        Manifest original = bundle.manifest();
        return new Manifest(
                original.formatVersion(),
                original.architecture(),
                original.classes(),
                original.input(),
                original.model(),
                taps,
                scores,
                original.splits(),
                original.files(),
                original.provenance());
    }
}
