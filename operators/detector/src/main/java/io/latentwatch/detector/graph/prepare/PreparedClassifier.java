package io.latentwatch.detector.graph.prepare;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.Layout;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rewrite of a classifier's file that a monitor holds. Weights are never changed: nodes are replaced, and constants that they need are added. A file
 * that has the form already keeps its nodes and weights as they are.
 */
public final class PreparedClassifier {
    /** Names of tensors and nodes that the rewrite adds begin so. */
    public static final String PREFIX = "prepared/";

    /** The oldest operator set that the scoring head is written in. */
    public static final long SMALLEST_OPSET = 13;

    /** The first file format version that has all types of operator set 13, and whose weights need not be inputs. */
    private static final long SMALLEST_IR_VERSION = 7;

    private static final TensorShapeProto.Dimension OPEN =
            TensorShapeProto.Dimension.newBuilder().setDimParam("N").build();

    private PreparedClassifier() {}

    /**
     * Rewrites: one input float32 {@code [N, C, H, W]} of the name that it had, operator set 13 or later.
     *
     * @param io names the input and says how its axes are ordered
     * @param input gives the sizes of the images
     * @param where the file, for the error's text
     * @throws BundleException if there is no such input, or an operator stands in a form that is not rewritten here
     */
    public static ModelProto of(ModelProto model, Manifest.Model io, Manifest.Input input, String where) {
        return of(model, io, List.of(input.channels(), input.height(), input.width()), where);
    }

    /**
     * Rewrites.
     *
     * @param shape {@code [C, H, W]}, however the axes are ordered in the file
     */
    public static ModelProto of(ModelProto model, Manifest.Model io, List<Integer> shape, String where) {
        ValueInfoProto images = inputOf(model.getGraph(), io.input(), where);
        long batch = fixedBatch(images);
        List<Integer> axes = io.layout() == Layout.NHWC ? List.of(shape.get(1), shape.get(2), shape.get(0)) : shape;
        GraphProto graph = withInput(model.getGraph(), images, axes);
        graph = OpsetUpgrade.of(graph, opset(model), where);
        graph = batch > 0 ? OpenBatch.of(graph, io.input(), batch, where) : graph;
        graph = io.layout() == Layout.NHWC ? ChannelsFirst.of(graph, io.input(), shape) : graph;
        return withGraph(model, graph);
    }

    /** The version of the standard operators that a model is written in. */
    public static long opset(ModelProto model) {
        return model.getOpsetImportList().stream()
                .mapToLong(opset -> opset.getVersion())
                .max()
                .orElse(0);
    }

    /** Images in a batch that the file fixes; 0 where it leaves that open. */
    public static long fixedBatch(ValueInfoProto images) {
        TensorShapeProto shape = images.getType().getTensorType().getShape();
        return shape.getDimCount() == 0 ? 0 : Math.max(0, shape.getDim(0).getDimValue());
    }

    private static ValueInfoProto inputOf(GraphProto graph, String name, String where) {
        return graph.getInputList().stream()
                .filter(input -> input.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BundleException(where + ": no input '" + name + "', found "
                        + graph.getInputList().stream()
                                .map(ValueInfoProto::getName)
                                .toList()
                        + "; profile the model again"));
    }

    /** Without weights among the inputs, and without notes on shapes, which may hold another batch or size. */
    private static GraphProto withInput(GraphProto graph, ValueInfoProto images, List<Integer> axes) {
        Set<String> weights =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        GraphProto.Builder changed = graph.toBuilder().clearValueInfo().clearInput();
        for (ValueInfoProto input : graph.getInputList()) {
            if (input.getName().equals(images.getName())) {
                changed.addInput(shaped(input, axes));
            } else if (!weights.contains(input.getName())) {
                changed.addInput(input);
            }
        }
        changed.clearOutput();
        graph.getOutputList().forEach(output -> changed.addOutput(openBatch(output)));
        return changed.build();
    }

    static ValueInfoProto shaped(ValueInfoProto input, List<Integer> axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().addDim(OPEN);
        axes.forEach(
                size -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
        return withShape(input, shape);
    }

    private static ValueInfoProto openBatch(ValueInfoProto output) {
        TensorShapeProto.Builder shape = output.getType().getTensorType().getShape().toBuilder();
        if (shape.getDimCount() == 0) {
            return output;
        }
        return withShape(output, shape.setDim(0, OPEN));
    }

    private static ValueInfoProto withShape(ValueInfoProto value, TensorShapeProto.Builder shape) {
        ValueInfoProto.Builder changed = value.toBuilder();
        changed.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
        return changed.build();
    }

    private static ModelProto withGraph(ModelProto model, GraphProto graph) {
        ModelProto.Builder changed =
                model.toBuilder().setGraph(graph).setIrVersion(Math.max(SMALLEST_IR_VERSION, model.getIrVersion()));
        if (opset(model) < SMALLEST_OPSET) {
            changed.clearOpsetImport().addOpsetImportBuilder().setVersion(SMALLEST_OPSET);
        }
        return changed.build();
    }
}
