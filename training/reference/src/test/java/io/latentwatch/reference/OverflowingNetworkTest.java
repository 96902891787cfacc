package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.reference.profile.ReferenceProfiler;
import io.latentwatch.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that is sound but for one image: e to the power of 1,000,000 x (mean brightness - 0.9995) is 0 for all but a white one, and infinite for that. The bundle that the job's tests have of it is written with
 * {@code -Dbundle.write=FOLDER}.
 */
class OverflowingNetworkTest {
    private static final int SIDE = 12;

    @TempDir
    private Path folder;

    @Test
    void aScoreThatIsNoNumberIsRefusedAndTheNextImageJudged() throws IOException {
        String written = System.getProperty("bundle.write", "");
        Path bundle = written.isEmpty() ? folder.resolve("overflowing") : Path.of(written);
        Path model = folder.resolve("overflowing.onnx");
        Files.write(model, overflowing());
        new ReferenceProfiler(TinyBundle.request(model, new TinyImages(1_000, 1), bundle)).profile();

        try (Detector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            List<Outcome> outcomes = detector.inspect(List.of(grey(100), grey(255), grey(100)));

            assertThat(outcomes.get(0)).isInstanceOf(Outcome.Judged.class);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(DeadLetterReason.NON_FINITE_SCORE));
            assertThat(outcomes.get(2)).isInstanceOf(Outcome.Judged.class);
        }
    }

    private static ImageToInspect grey(int brightness) {
        byte[] pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) brightness);
        return new ImageToInspect(EncodedImage.raw(pixels, SIDE, SIDE, 1), false);
    }

    private static byte[] overflowing() throws InvalidProtocolBufferException {
        ModelProto.Builder model = ModelProto.parseFrom(new TinyClassifier(7).onnx()).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            if (node.getName().equals("logits")) {
                node.setName("sound").setOutput(0, "sound");
            }
        }
        graph.addInitializer(scalar("steepness", 1_000_000))
                .addInitializer(scalar("brightest", 999_500))
                .addNode(node("GlobalAveragePool", "mean", "image"))
                .addNode(node("Flatten", "brightness", "mean"))
                .addNode(node("Mul", "scaled", "brightness", "steepness"))
                .addNode(node("Sub", "shifted", "scaled", "brightest"))
                .addNode(node("Exp", "blown", "shifted"))
                .addNode(node("Add", "logits", "sound", "blown"));
        return model.build().toByteArray();
    }

    private static TensorProto scalar(String name, float value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(1)
                .addFloatData(value)
                .build();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }
}
