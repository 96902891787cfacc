package io.latentwatch.detector.graph.prepare;

import static java.util.Map.entry;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.detector.graph.prepare.OpsetUpgrade.UpgradeRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The operators whose form changed between operator sets 7 and 13, Softmax and LogSoftmax apart. */
final class OldForms {
    private OldForms() {}

    static Map<String, UpgradeRule> rules() {
        return Map.ofEntries(
                entry("BatchNormalization", OldForms::batchNormalization),
                entry("Clip", OldForms::clip),
                entry("Dropout", OldForms::dropout),
                entry("Pad", OldForms::pad),
                entry("ReduceSum", OldForms::axesToInput),
                entry("Resize", OldForms::resize),
                entry("Slice", OldForms::slice),
                entry("Split", OldForms::split),
                entry("Squeeze", OldForms::axesToInput),
                entry("TopK", OldForms::topK),
                entry("Unsqueeze", OldForms::axesToInput),
                entry("Upsample", OldForms::upsample));
    }

    /** Since 7, operands are broadcast as NumPy does it, without being told; ONNX Runtime refuses the attributes that said it before. */
    static void unchanged(NodeRewrite node) {
        node.require(
                node.attribute("broadcast").isEmpty()
                        && node.attribute("consumed_inputs").isEmpty(),
                "with attributes of operator sets before 7");
        node.keep();
    }

    /** Axes are an input since 13. */
    private static void axesToInput(NodeRewrite node) {
        Optional<long[]> axes = node.integers("axes");
        node.replace(1, axes.map(a -> List.of(node.longs("axes", a))).orElse(List.of()), "axes");
    }

    /** Sizes are an input since 13. */
    private static void split(NodeRewrite node) {
        Optional<long[]> sizes = node.integers("split");
        node.replace(1, sizes.map(s -> List.of(node.longs("split", s))).orElse(List.of()), "split");
    }

    /** Bounds are inputs since 11. */
    private static void clip(NodeRewrite node) {
        if (node.opset() >= 11) {
            node.keep();
            return;
        }
        List<String> bounds = new ArrayList<>();
        bounds.add(
                node.attribute("min").map(min -> node.scalar("min", min.getF())).orElse(""));
        node.attribute("max").ifPresent(max -> bounds.add(node.scalar("max", max.getF())));
        node.replace(1, bounds, "min", "max");
    }

    /** Pads and value are inputs since 11. */
    private static void pad(NodeRewrite node) {
        if (node.opset() >= 11) {
            node.keep();
            return;
        }
        long[] pads = node.integers("pads").orElseThrow(() -> node.refused("without pads"));
        float value = node.attribute("value").map(AttributeProto::getF).orElse(0f);
        node.replace(1, List.of(node.longs("pads", pads), node.scalar("value", value)), "pads", "value");
    }

    /** Bounds are inputs since 10. */
    private static void slice(NodeRewrite node) {
        if (node.opset() >= 10) {
            node.keep();
            return;
        }
        List<String> bounds = new ArrayList<>();
        for (String name : List.of("starts", "ends")) {
            long[] values = node.integers(name).orElseThrow(() -> node.refused("without " + name));
            bounds.add(node.longs(name, values));
        }
        node.integers("axes").ifPresent(axes -> bounds.add(node.longs("axes", axes)));
        node.replace(1, bounds, "starts", "ends", "axes");
    }

    /** The number is an input since 10. */
    private static void topK(NodeRewrite node) {
        if (node.opset() >= 10) {
            node.keep();
            return;
        }
        long k = node.attribute("k").map(AttributeProto::getI).orElseThrow(() -> node.refused("without k"));
        node.replace(1, List.of(node.longs("k", k)), "k");
    }

    /** The ratio is an input since 12; outside training, nothing is dropped. */
    private static void dropout(NodeRewrite node) {
        node.require(node.node().getInputCount() <= 2, "in training mode");
        node.replace(1, List.of(), "ratio", "is_test");
    }

    /** Statistics are per channel, always, since 9. */
    private static void batchNormalization(NodeRewrite node) {
        boolean perChannel = node.attribute("spatial").map(AttributeProto::getI).orElse(1L) == 1;
        node.require(perChannel, "with spatial 0");
        node.require(node.node().getOutputList().stream().skip(1).allMatch(String::isEmpty), "in training mode");
        node.add(node.without("spatial").clearOutput().addOutput(node.node().getOutput(0)));
    }

    /** Upsample is what Resize does with the rule that Resize had in 10. */
    private static void upsample(NodeRewrite node) {
        boolean scalesAreAnInput = node.opset() >= 9;
        node.require(node.node().getInputCount() == (scalesAreAnInput ? 2 : 1), "with other inputs");
        if (scalesAreAnInput) {
            resizeFrom(node, node.node().getInput(1));
        } else {
            AttributeProto scales = node.attribute("scales").orElseThrow(() -> node.refused("without scales"));
            resizeFrom(node, node.floats("scales", scales.getFloatsList()));
        }
    }

    private static void resize(NodeRewrite node) {
        if (node.opset() >= 11) {
            node.require(
                    !node.text("coordinate_transformation_mode", "").equals("tf_half_pixel_for_nn"),
                    "with tf_half_pixel_for_nn");
            node.keep();
            return;
        }
        node.require(node.node().getInputCount() == 2, "with other inputs");
        String scales = node.node().getInput(1);
        TensorProto factors = node.constant(scales).orElseThrow(() -> node.refused("with computed scales"));
        node.require(floats(factors).allMatch(factor -> factor >= 1), "that makes smaller");
        resizeFrom(node, scales);
    }

    private static DoubleStream floats(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return raw.hasRemaining()
                ? IntStream.range(0, raw.remaining() / Float.BYTES).mapToDouble(i -> raw.getFloat(i * Float.BYTES))
                : tensor.getFloatDataList().stream().mapToDouble(Float::doubleValue);
    }

    private static void resizeFrom(NodeRewrite node, String scales) {
        String mode = node.text("mode", "nearest");
        node.require(mode.equals("nearest") || mode.equals("linear"), "with mode " + mode);
        NodeProto.Builder resize = node.without("scales", "mode")
                .setOpType("Resize")
                .clearInput()
                .addAllInput(List.of(node.node().getInput(0), "", scales))
                .addAttribute(text("mode", mode))
                .addAttribute(text("coordinate_transformation_mode", "asymmetric"));
        if (mode.equals("nearest")) {
            resize.addAttribute(text("nearest_mode", "floor"));
        }
        node.add(resize);
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
