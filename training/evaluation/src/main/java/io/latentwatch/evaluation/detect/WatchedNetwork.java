package io.latentwatch.evaluation.detect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.graph.prepare.PreparedClassifier;
import io.latentwatch.evaluation.adaptive.Surrogate;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputGradients;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.graph.NormalWeights;
import java.util.List;

/** A bundle's classifier as an attacker sees it: pixels in [0,1] in, the normalisation that the manifest states inside. */
public final class WatchedNetwork {
    private static final String PIXELS = "attack.pixels";

    private WatchedNetwork() {}

    /** The gradient of the classifier with respect to pixels in [0,1], as far as there is one ({@link InputGradients}). */
    public static InputGradient gradient(Bundle bundle) {
        return InputGradients.of(onPixels(bundle));
    }

    /** Network and detector as somebody sees them who knows both. */
    public static Surrogate surrogate(Bundle bundle) {
        return new Surrogate(bundle, onPixels(bundle));
    }

    /**
     * Sees whether images can be put into the network as they are.
     *
     * @throws IllegalArgumentException if they have another size or number of channels, or the network takes its colours in another order
     */
    public static void requireFit(Manifest manifest, LabelledImages images) {
        Manifest.Input input = manifest.input();
        ImageShape expected = new ImageShape(input.channels(), input.height(), input.width());
        if (!images.shape().equals(expected) || input.colourOrder() == Manifest.ColourOrder.BGR) {
            throw new IllegalArgumentException(
                    "the bundle's network takes %s images of %s, found images of %s; give images of that size, in red, green, blue or grey"
                            .formatted(input.colourOrder(), expected, images.shape()));
        }
        if (images.classes() > manifest.classes().size()) {
            throw new IllegalArgumentException(
                    "the bundle's network knows the %d classes %s, found the label %d; give images of its classes, in its order"
                            .formatted(manifest.classes().size(), manifest.classes(), images.classes() - 1));
        }
    }

    /** The classifier on float32 pixels in [0,1], {@code [N, C, H, W]}. */
    static ModelProto onPixels(Bundle bundle) {
        ModelProto profiled = model(bundle);
        ModelProto model =
                NormalWeights.of(profiled).orElse(profiled); // of a bundle from before the profiler took them out
        Manifest.Input input = bundle.manifest().input();
        boolean asItIs = input.valueScale() == 1
                && input.mean().stream().allMatch(mean -> mean == 0)
                && input.deviation().stream().allMatch(deviation -> deviation == 1);
        if (asItIs) {
            return model;
        }
        String image = bundle.manifest().model().input();
        GraphProto.Builder graph = model.getGraph().toBuilder();
        graph.addInitializer(perChannel(
                "attack.scale",
                input,
                channel -> input.valueScale() / input.deviation().get(channel)));
        graph.addInitializer(perChannel(
                "attack.shift",
                input,
                channel -> -input.mean().get(channel) / input.deviation().get(channel)));
        graph.addNode(0, node("Mul", List.of(PIXELS, "attack.scale"), "attack.scaled"));
        graph.addNode(1, node("Add", List.of("attack.scaled", "attack.shift"), image));
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(image)) {
                ValueInfoProto pixels =
                        graph.getInput(i).toBuilder().setName(PIXELS).build();
                graph.setInput(i, pixels);
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static ModelProto model(Bundle bundle) {
        try {
            return PreparedClassifier.of(
                    ModelProto.parseFrom(bundle.file(BundleFiles.MODEL)),
                    bundle.manifest().model(),
                    bundle.manifest().input(),
                    bundle.path(BundleFiles.MODEL));
        } catch (InvalidProtocolBufferException e) {
            throw new BundleException(bundle.path(BundleFiles.MODEL) + ": no ONNX model; profile the model again", e);
        }
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName("attack." + operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    @FunctionalInterface
    private interface OfChannel {
        double value(int channel);
    }

    private static TensorProto perChannel(String name, Manifest.Input input, OfChannel of) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addDims(input.channels())
                .addDims(1)
                .addDims(1);
        for (int channel = 0; channel < input.channels(); channel++) {
            tensor.addFloatData((float) of.value(channel));
        }
        return tensor.build();
    }
}
