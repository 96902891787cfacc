package io.latentwatch.evaluation.adaptive;

import static java.util.stream.Collectors.toSet;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.TieRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Writes a graph from pixels in [0,1] to all that a detector computes its scores from ({@link ObservedRow}), with its gradient: the classifier once for the
 * image and once for each squeezed twin, and the taps of both.
 *
 * <p>The squeezers are the monitor's own nodes. The backward part is written while something differentiable stands in their place; then they are put in.
 */
final class SurrogateGraph {
    private static final String PREFIX = "attack.";
    private static final String OBSERVED = PREFIX + "observed";
    /** In units of one level of the depth: from a tenth to nine tenths within half a level. */
    private static final double STEEPNESS = 10;

    private static final long AXES_ARE_AN_INPUT = 18;

    private final ModelProto classifier;
    private final Manifest manifest;
    private final ObservedRow row;
    private final BackwardPass pass;
    private final MonitorSqueezers squeezers;
    private final String pixels;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("latentwatch-surrogate");

    private SurrogateGraph(ModelProto classifier, ModelProto monitor, Manifest manifest, BackwardPass pass) {
        this.classifier = classifier;
        this.manifest = manifest;
        this.row = ObservedRow.of(manifest);
        this.pass = pass;
        this.squeezers = MonitorSqueezers.of(monitor.getGraph());
        Set<String> weights = names(classifier.getGraph().getInitializerList());
        this.pixels = classifier.getGraph().getInputList().stream()
                .map(ValueInfoProto::getName)
                .filter(name -> !weights.contains(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The graph with its backward part.
     *
     * @param classifier takes pixels in [0,1], {@code [N, C, H, W]}
     * @param monitor made of it
     * @throws io.latentwatch.evaluation.gradient.UnsupportedModelException if it has an operator that cannot be differentiated
     */
    static GradientGraph write(ModelProto classifier, ModelProto monitor, Manifest manifest, BackwardPass pass) {
        SurrogateGraph surrogate = new SurrogateGraph(classifier, monitor, manifest, pass);
        surrogate.writeAll();
        return surrogate.withSqueezers(GradientGraph.of(surrogate.model(), TieRule.FIRST));
    }

    /**
     * A classifier whose images are squeezed first, with its gradient: the squeezer as a defence of its own.
     *
     * @param squeezer position among the manifest's
     */
    static GradientGraph writeSqueezed(
            ModelProto classifier, ModelProto monitor, Manifest manifest, int squeezer, BackwardPass pass) {
        SurrogateGraph surrogate = new SurrogateGraph(classifier, monitor, manifest, pass);
        surrogate.graph.addAllInitializer(classifier.getGraph().getInitializerList());
        surrogate.writeStandIn(squeezer);
        surrogate.writeTwin(squeezer);
        surrogate.writeOutput(List.of(surrogate.inTwin(squeezer, surrogate.logits())), surrogate.row.classes());
        return surrogate.withSqueezers(GradientGraph.of(surrogate.model(), TieRule.FIRST));
    }

    private void writeAll() {
        graph.addAllInitializer(classifier.getGraph().getInitializerList());
        graph.addAllNode(classifier.getGraph().getNodeList());
        List<String> observed = new ArrayList<>(List.of(logits()));
        for (Manifest.Tap tap : manifest.taps()) {
            observed.add(features(tap.name(), tap.tensor(), tap));
        }
        for (int q = 0; q < row.squeezers(); q++) {
            writeStandIn(q);
            writeTwin(q);
            for (Manifest.Tap tap : manifest.taps()) {
                String name = tap.name() + ".twin." + q;
                String difference = node("Sub", name + ".difference", List.of(tap.tensor(), inTwin(q, tap.tensor())));
                observed.add(features(name, node("Abs", name + ".apart", List.of(difference)), tap));
            }
            observed.add(inTwin(q, logits()));
        }
        observed.add(node("Flatten", "values", List.of(pixels), integer("axis", 1)));
        writeOutput(observed, row.width());
    }

    /** Where the logits are: a softmax at the end is left out. */
    private String logits() {
        String output = manifest.model().output();
        if (manifest.model().outputKind() == Manifest.OutputKind.LOGITS) {
            return output;
        }
        return classifier.getGraph().getNodeList().stream()
                .filter(node -> node.getOutputList().contains(output))
                .findFirst()
                .orElseThrow()
                .getInput(0);
    }

    /** What is differentiated in place of a squeezer; its last node is an identity that gives the squeezed image its name. */
    private void writeStandIn(int squeezer) {
        Optional<BitDepth> depth = Squeeze.named(manifest.scores().squeezers().get(squeezer))
                .filter(BitDepth.class::isInstance)
                .map(BitDepth.class::cast);
        String stands = pass == BackwardPass.STEEP_SIGMOID && depth.isPresent()
                ? staircase(squeezer, depth.get().steps())
                : pixels;
        node("Identity", squeezed(squeezer), List.of(stands));
    }

    /** Sum over the depth's steps of sigmoid(s (levels - step + 1/2)), over their number. */
    private String staircase(int squeezer, int steps) {
        String name = "soft." + squeezer + ".";
        String scaled = node("Mul", name + "scaled", List.of(pixels, number(name + "slope", STEEPNESS * steps)));
        String sum = null;
        for (int step = 1; step <= steps; step++) {
            String edge = number(name + "edge" + step, -STEEPNESS * (step - 0.5));
            String rise = node(
                    "Sigmoid", name + "rise" + step, List.of(node("Add", name + "from" + step, List.of(scaled, edge))));
            sum = sum == null ? rise : node("Add", name + "sum" + step, List.of(sum, rise));
        }
        return node("Mul", name + "unit", List.of(sum, number(name + "level", 1.0 / steps)));
    }

    /** The classifier once more, on the squeezed image; weights are shared. */
    private void writeTwin(int squeezer) {
        for (NodeProto node : classifier.getGraph().getNodeList()) {
            NodeProto.Builder copy = node.toBuilder().setName(inTwin(squeezer, node.getName()));
            for (int i = 0; i < node.getInputCount(); i++) {
                copy.setInput(i, inTwin(squeezer, node.getInput(i)));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                copy.setOutput(i, inTwin(squeezer, node.getOutput(i)));
            }
            graph.addNode(copy);
        }
    }

    private String inTwin(int squeezer, String tensor) {
        if (tensor.equals(pixels)) {
            return PREFIX + squeezed(squeezer);
        }
        boolean weight = tensor.isEmpty()
                || classifier.getGraph().getInitializerList().stream()
                        .anyMatch(initialiser -> initialiser.getName().equals(tensor));
        return weight ? tensor : PREFIX + "twin." + squeezer + "/" + tensor;
    }

    private static String squeezed(int squeezer) {
        return "squeezed." + squeezer;
    }

    /** As the monitor takes them: means of channels over all other axes, or units. */
    private String features(String name, String tensor, Manifest.Tap tap) {
        return switch (tap.kind()) {
            case CHANNEL ->
                node(
                        "Flatten",
                        name + ".features",
                        List.of(node("GlobalAveragePool", name + ".mean", List.of(tensor))),
                        integer("axis", 1));
            case CHANNEL_LAST -> mean(name + ".features", tensor, tap.shape().size());
            case UNIT -> node("Flatten", name + ".features", List.of(tensor), integer("axis", 1));
        };
    }

    /** Over all axes but the first and the last. */
    private String mean(String name, String tensor, int lastAxis) {
        long[] axes = LongStream.range(1, lastAxis).toArray();
        if (opset() < AXES_ARE_AN_INPUT) {
            return node("ReduceMean", name, List.of(tensor), integers("axes", axes), integer("keepdims", 0));
        }
        graph.addInitializer(TensorProto.newBuilder()
                .setName(PREFIX + name + ".axes")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(axes.length)
                .addAllInt64Data(LongStream.of(axes).boxed().toList()));
        return node("ReduceMean", name, List.of(tensor, PREFIX + name + ".axes"), integer("keepdims", 0));
    }

    private long opset() {
        return classifier.getOpsetImportList().stream()
                .filter(opset -> opset.getDomain().isEmpty())
                .mapToLong(opset -> opset.getVersion())
                .max()
                .orElse(1);
    }

    private void writeOutput(List<String> observed, long width) {
        node("Concat", "observed", observed, integer("axis", 1));
        graph.addInput(classifier.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(pixels))
                .findFirst()
                .orElseThrow());
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(OBSERVED)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimParam("N"))
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(width))))));
    }

    /** Only what the output needs: what leads nowhere has no gradient. */
    private ModelProto model() {
        Set<String> needed = new HashSet<>(Set.of(OBSERVED));
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (graph.getNode(i).getOutputList().stream().anyMatch(needed::contains)) {
                nodes.add(0, graph.getNode(i));
                needed.addAll(graph.getNode(i).getInputList());
            }
        }
        return classifier.toBuilder()
                .setGraph(graph.clone().clearNode().addAllNode(nodes))
                .build();
    }

    /** Puts the real squeezers in. */
    private GradientGraph withSqueezers(GradientGraph differentiated) {
        GraphProto.Builder whole = differentiated.model().getGraph().toBuilder().clearNode();
        for (NodeProto node : differentiated.model().getGraph().getNodeList()) {
            int squeezer = standIn(node);
            if (squeezer < 0) {
                whole.addNode(node);
            } else {
                squeezers.write(whole, squeezer, pixels, node.getOutput(0));
            }
        }
        ModelProto model = differentiated.model().toBuilder().setGraph(whole).build();
        return new GradientGraph(model, differentiated.image(), differentiated.logits());
    }

    /** Which squeezer a node stands in for; -1 for none. */
    private int standIn(NodeProto node) {
        for (int q = 0; q < row.squeezers(); q++) {
            if (node.getOutput(0).equals(PREFIX + squeezed(q))) {
                return q;
            }
        }
        return -1;
    }

    private String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(PREFIX + name)
                .addAllInput(inputs)
                .addOutput(PREFIX + name)
                .addAllAttribute(List.of(attributes)));
        return PREFIX + name;
    }

    private String number(String name, double value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(PREFIX + name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addDims(1)
                .addDims(1)
                .addDims(1)
                .addFloatData((float) value));
        return PREFIX + name;
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    private static Set<String> names(List<TensorProto> tensors) {
        return tensors.stream().map(TensorProto::getName).collect(toSet());
    }
}
