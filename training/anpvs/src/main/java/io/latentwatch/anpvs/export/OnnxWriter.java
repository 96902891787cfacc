package io.latentwatch.anpvs.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.network.Parameter;
import io.latentwatch.evaluation.images.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a deployed {@link NetworkSpec} with weights as an ONNX model of standard operators.
 *
 * <p>Input {@code image} float32 {@code ["N", C, H, W]} in [0,1], output {@code logits} float32 {@code ["N", K]}, any batch
 * size. A node and its output bear the name of their layer, the last one's output is {@code logits}; parameters bear theirs.
 */
public final class OnnxWriter {
    /** The one operator set that we write. */
    public static final int OPSET = 17;

    private static final int IR_VERSION = 8;
    private static final String INPUT = "image";
    private static final String OUTPUT = "logits";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private String tensor = INPUT;
    private boolean flattened;

    private OnnxWriter() {}

    /**
     * Writes the model.
     *
     * @param weights by parameter name, in logical row-major order
     * @param metadata where the model comes from; becomes {@code metadata_props}
     */
    public static ModelProto write(NetworkSpec spec, Map<String, float[]> weights, Map<String, String> metadata) {
        OnnxWriter writer = new OnnxWriter();
        writer.nodes(spec);
        writer.parameters(spec, weights);
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("latentwatch")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(writer.graph.setName(spec.name()));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private void nodes(NetworkSpec spec) {
        graph.addInput(value(
                INPUT,
                spec.input().channels(),
                spec.input().height(),
                spec.input().width()));
        graph.addOutput(value(OUTPUT, spec.classes()));
        List<ImageShape> shapes = spec.shapes();
        int last = spec.layers().size() - 1;
        for (int i = 0; i <= last; i++) {
            Layer layer = spec.layers().get(i);
            String output = i == last ? OUTPUT : layer.name();
            graph.addNode(layer.accept(new NodeOf(tensor, shapes.get(i)))
                    .setName(layer.name())
                    .addOutput(output));
            tensor = output;
            flattened |= layer instanceof Layer.Flatten;
        }
    }

    private void parameters(NetworkSpec spec, Map<String, float[]> weights) {
        for (Parameter parameter : spec.parameters()) {
            initialiser(parameter.name(), parameter.shape(), weights.get(parameter.name()));
        }
    }

    private void initialiser(String name, List<Long> shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(bytes)));
    }

    private static ValueInfoProto value(String name, int... dimensions) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("N"));
        for (int dimension : dimensions) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    /** The node of a layer that reads this tensor, without its name and output. */
    private final class NodeOf implements Layer.Reader<NodeProto.Builder> {
        private final String input;
        private final ImageShape shape;

        NodeOf(String input, ImageShape shape) {
            this.input = input;
            this.shape = shape;
        }

        /** Layer normalisation over all values of an image, with the scale 1 that the operator asks for. */
        @Override
        public NodeProto.Builder standardise(Layer.Standardise layer) {
            float[] ones = new float[shape.size()];
            Arrays.fill(ones, 1);
            String scale = layer.name() + ".scale";
            initialiser(scale, List.of((long) shape.channels(), (long) shape.height(), (long) shape.width()), ones);
            return node("LayerNormalization")
                    .addInput(scale)
                    .addAttribute(integer("axis", 1))
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("epsilon")
                            .setType(AttributeProto.AttributeType.FLOAT)
                            .setF(1f / shape.size()));
        }

        @Override
        public NodeProto.Builder convolution(Layer.Convolution layer) {
            int padding = layer.padding();
            return weighted("Conv", layer)
                    .addAttribute(ints("kernel_shape", layer.kernel(), layer.kernel()))
                    .addAttribute(ints("strides", 1, 1))
                    .addAttribute(ints("pads", padding, padding, padding, padding));
        }

        @Override
        public NodeProto.Builder shift(Layer.Shift layer) {
            return node("Add").addInput(layer.name() + ".map");
        }

        @Override
        public NodeProto.Builder batchNorm(Layer.BatchNorm layer) {
            throw onlyForTraining(layer);
        }

        @Override
        public NodeProto.Builder gate(Layer.Gate layer) {
            throw onlyForTraining(layer);
        }

        /** x times (x >= the smallest of the image's largest values), which is one column {@code [N, 1]}. */
        @Override
        public NodeProto.Builder keepLargest(Layer.KeepLargest layer) {
            String name = layer.name();
            String flat =
                    flattened ? input : helper(name + ".flat", node("Flatten").addAttribute(integer("axis", 1)));
            integers(name + ".count", List.of(layer.count(shape)));
            String largest = helper(
                    name + ".largest",
                    reading("TopK", flat, name + ".count")
                            .addAttribute(integer("axis", 1))
                            .addAttribute(integer("largest", 1))
                            .addAttribute(integer("sorted", 0)));
            String smallest =
                    helper(name + ".smallest", reading("ReduceMin", largest).addAttribute(ints("axes", 1)));
            if (!flattened) {
                integers(name + ".column", List.of(-1, 1, 1, 1));
                smallest = helper(name + ".threshold", reading("Reshape", smallest, name + ".column"));
            }
            String stays = helper(name + ".stays", reading("GreaterOrEqual", input, smallest));
            String factor = helper(
                    name + ".factor",
                    reading("Cast", stays).addAttribute(integer("to", TensorProto.DataType.FLOAT.getNumber())));
            return node("Mul").addInput(factor);
        }

        @Override
        public NodeProto.Builder relu(Layer.Relu layer) {
            return node("Relu");
        }

        @Override
        public NodeProto.Builder maxPool(Layer.MaxPool layer) {
            return node("MaxPool")
                    .addAttribute(ints("kernel_shape", layer.size(), layer.size()))
                    .addAttribute(ints("strides", layer.size(), layer.size()));
        }

        @Override
        public NodeProto.Builder dropout(Layer.Dropout layer) {
            throw onlyForTraining(layer);
        }

        @Override
        public NodeProto.Builder flatten(Layer.Flatten layer) {
            return node("Flatten").addAttribute(integer("axis", 1));
        }

        @Override
        public NodeProto.Builder select(Layer.Select layer) {
            String positions = layer.name() + ".positions";
            integers(positions, layer.positions());
            return node("Gather").addInput(positions).addAttribute(integer("axis", 1));
        }

        @Override
        public NodeProto.Builder dense(Layer.Dense layer) {
            return weighted("Gemm", layer).addAttribute(integer("transB", 1));
        }

        private NodeProto.Builder node(String operator) {
            return reading(operator, input);
        }

        private static NodeProto.Builder reading(String operator, String... inputs) {
            return NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs));
        }

        /** Adds a node of a layer that takes several, and returns the name of its output. */
        private String helper(String name, NodeProto.Builder node) {
            node.setName(name).addOutput(name);
            if (node.getOpType().equals("TopK")) {
                node.addOutput(name + ".positions");
            }
            graph.addNode(node);
            return name;
        }

        private void integers(String name, List<Integer> values) {
            TensorProto.Builder tensor = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(values.size());
            values.forEach(tensor::addInt64Data);
            graph.addInitializer(tensor);
        }

        private NodeProto.Builder weighted(String operator, Layer layer) {
            return node(operator).addInput(layer.name() + ".weight").addInput(layer.name() + ".bias");
        }

        private static IllegalArgumentException onlyForTraining(Layer layer) {
            return new IllegalArgumentException(
                    layer.name()
                            + ": expected the layers of a deployed network, found one of training; fold it into the weights first");
        }

        private static AttributeProto ints(String name, long... values) {
            AttributeProto.Builder attribute =
                    AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
            for (long value : values) {
                attribute.addInts(value);
            }
            return attribute.build();
        }

        private static AttributeProto integer(String name, long value) {
            return AttributeProto.newBuilder()
                    .setName(name)
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(value)
                    .build();
        }
    }
}
