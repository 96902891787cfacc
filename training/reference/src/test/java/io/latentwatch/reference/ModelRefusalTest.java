package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.reference.graph.Classifier;
import io.latentwatch.reference.graph.TapSelection;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Models that no bundle can be made of; they are refused before any image is read. */
class ModelRefusalTest {
    @TempDir
    private Path folder;

    @Test
    void aNetworkWithoutActivationFunctionsHasNothingToWatch() throws IOException {
        assertRefused(
                ModelRefusalTest::takeActivationsOut,
                "no activation function (",
                "Relu",
                "no sum of branches feeds a weighted layer, so there is no hidden layer to watch; name tensors with --taps");
    }

    @Test
    void anActivationFunctionBehindTheLastWeightsIsNoHiddenLayer() throws IOException {
        assertRefused(
                graph -> {
                    takeActivationsOut(graph);
                    graph.addNodeBuilder()
                            .setName("last")
                            .setOpType("Relu")
                            .addInput("logits")
                            .addOutput("last");
                    graph.getOutputBuilder(0).setName("last");
                },
                "no hidden layer to watch ('last': no weighted layer (Conv, Gemm, MatMul) reads it further on)",
                "name tensors with --taps");
    }

    @Test
    void aNamedTensorOfANetworkWithoutActivationFunctionsIsWatched() throws IOException {
        Path model = written(ModelRefusalTest::takeActivationsOut);
        Classifier classifier = Classifier.read(Files.readAllBytes(model), "linear");
        assertThat(TapSelection.of(classifier, List.of("conv2"), "linear")
                        .shapes()
                        .taps())
                .extracting(Manifest.Tap::tensor)
                .containsExactly("conv2");
    }

    /** Upsample is known in operator sets before 10 alone, where it is replaced; this file is written in 17. */
    @ParameterizedTest
    @CsvSource({
        "Softsign, '', node 'relu2' is a Softsign",
        "Loop, '', node 'relu2' is a Loop",
        "Relu, com.example, node 'relu2' is a com.example Relu",
        "Upsample, '', node 'relu2' is a Upsample"
    })
    void anOperatorThatIsNotKnownIsRefusedByName(String operator, String domain, String message) throws IOException {
        assertRefused(
                graph -> graph.getNodeBuilderList().stream()
                        .filter(node -> node.getName().equals("relu2"))
                        .forEach(node -> node.setOpType(operator).setDomain(domain)),
                message + ", which is not among the operators that are run here",
                "do not use it, or export the model again");
    }

    @Test
    void theCommandSaysWhyAndWritesNoBundle() throws IOException {
        Path model = written(ModelRefusalTest::takeActivationsOut);
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("one.png"), new byte[0]);
        StringWriter complaints = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(complaints));
        assertThat(line.execute(
                        "profile",
                        "--model",
                        model.toString(),
                        "--images",
                        images.toString(),
                        "--out",
                        out().toString()))
                .isEqualTo(1);
        assertThat(complaints.toString()).startsWith("error: ").contains("model.onnx: no activation function (");
        assertThat(out()).doesNotExist();
    }

    private void assertRefused(Consumer<GraphProto.Builder> change, String... message) throws IOException {
        Path model = written(change);
        assertThatThrownBy(
                        () -> new ReferenceProfiler(TinyBundle.request(model, new TinyImages(0, 3), out())).profile())
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContainingAll(message);
        assertThat(out()).doesNotExist();
    }

    private Path written(Consumer<GraphProto.Builder> change) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(new TinyClassifier(7).onnx()).toBuilder();
        change.accept(model.getGraphBuilder());
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private Path out() {
        return folder.resolve("bundle");
    }

    /** What read an activation function's output reads its input. */
    private static void takeActivationsOut(GraphProto.Builder graph) {
        Map<String, String> inputs = graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("Relu"))
                .collect(Collectors.toMap(node -> node.getOutput(0), node -> node.getInput(0)));
        List<NodeProto> kept = graph.getNodeList().stream()
                .filter(node -> !node.getOpType().equals("Relu"))
                .map(node -> node.toBuilder()
                        .setInput(0, inputs.getOrDefault(node.getInput(0), node.getInput(0)))
                        .build())
                .toList();
        graph.clearNode().addAllNode(kept);
    }
}
