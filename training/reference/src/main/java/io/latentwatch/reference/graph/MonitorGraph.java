package io.latentwatch.reference.graph;

import static io.latentwatch.reference.graph.GraphBuilder.integer;
import static io.latentwatch.reference.graph.GraphBuilder.integers;
import static io.latentwatch.reference.graph.GraphBuilder.text;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.bundle.Manifest.Tap;
import io.latentwatch.detector.graph.MonitorAgreement;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.detector.infer.QuietPlaces;
import io.latentwatch.detector.infer.Squeeze;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Writes the graph that watches a classifier: the classifier as it is, between a front that takes bytes and makes the twins, and a head that computes
 * all scores. {@code operators/DETECTION.md} gives the formulas; {@link MonitorTensors} the names and shapes.
 *
 * <p>Images and twins run as one batch of N + M x Q rows: the first N are the images. Only what a score needs is cut out of the maps afterwards.
 */
public final class MonitorGraph {
    /** Activations of the images, for profiling: {@code [N, F]}. */
    public static final String ACTIVATIONS = MonitorTensors.PREFIX + "activations";

    /** Twin distances of the features, for profiling: {@code [M, Q x F]}, squeezer after squeezer. */
    public static final String TWIN_DISTANCES = MonitorTensors.PREFIX + "twin_distances";

    private final Classifier classifier;
    private final Manifest.Input input;
    private final List<Tap> taps;
    private final List<Squeeze> squeezers;
    private final int classes;
    private final int topFeatures;
    private final int features;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("latentwatch-monitor");
    private final GraphBuilder build;
    private final List<String> squeezed = new ArrayList<>();

    private MonitorGraph(
            Classifier classifier,
            Manifest.Input input,
            List<Tap> taps,
            List<Squeeze> squeezers,
            int classes,
            int topFeatures) {
        this.classifier = classifier;
        this.input = input;
        this.taps = taps;
        this.squeezers = squeezers;
        this.classes = classes;
        this.features = taps.stream().mapToInt(Tap::features).sum();
        this.topFeatures = Math.min(topFeatures, features);
        this.build = new GraphBuilder(graph, classifier.opset());
    }

    /** The monitor's file. */
    public static byte[] write(
            Classifier classifier,
            Manifest.Input input,
            List<Tap> taps,
            List<Squeeze> squeezers,
            int classes,
            int topFeatures,
            References references) {
        MonitorGraph monitor = new MonitorGraph(classifier, input, taps, squeezers, classes, topFeatures);
        monitor.writeAll(references);
        return monitor.model();
    }

    /** A monitor with neutral references that also gives {@link #ACTIVATIONS} and {@link #TWIN_DISTANCES}. */
    public static byte[] forProfiling(
            Classifier classifier, Manifest.Input input, List<Tap> taps, List<Squeeze> squeezers, int classes) {
        MonitorGraph monitor = new MonitorGraph(classifier, input, taps, squeezers, classes, 1);
        monitor.writeAll(References.neutral(taps, classes, squeezers.size()));
        monitor.graph.addOutput(value(ACTIVATIONS, TensorProto.DataType.FLOAT, "N", monitor.features));
        monitor.graph.addOutput(
                value(TWIN_DISTANCES, TensorProto.DataType.FLOAT, "M", (long) squeezers.size() * monitor.features));
        return monitor.model();
    }

    private void writeAll(References references) {
        String n = writeFront();
        writeClassifier();
        String logits = inMonitor(classifier.io().output());
        String zero = build.longs("zero", 0);
        String imageLogits = build.rows("image_logits", logits, zero, n);
        String predicted =
                build.node("ArgMax", "predicted", List.of(imageLogits), integer("axis", 1), integer("keepdims", 0));
        String probabilities = writeProbabilities(imageLogits);
        String confidence = writeConfidence(imageLogits, predicted);
        String deviations = writeDeviations(references, predicted, zero, n);
        writeScores(deviations, confidence, writeNoise());
        writeTwins(references, logits, probabilities, n);
        writeOutputs();
    }

    /** Bytes to the classifier's input, images first, then their twins; returns the name of N. */
    private String writeFront() {
        String unit = build.node(
                "Mul",
                "unit",
                List.of(
                        build.node(
                                "Cast",
                                "float",
                                List.of(MonitorTensors.IMAGE),
                                integer("to", TensorProto.DataType.FLOAT.getNumber())),
                        build.scalar("one_255th", 1 / 255.0)));
        String shape = build.node("Shape", "shape", List.of(MonitorTensors.IMAGE));
        String n = build.node("Gather", "n", List.of(shape, build.longs("batch_axis", 0)), integer("axis", 0));
        String twinned = build.node("Gather", "twinned", List.of(unit, MonitorTensors.TWIN_ROWS), integer("axis", 0));
        List<String> batch = new ArrayList<>(List.of(unit));
        SqueezeNodes twins = new SqueezeNodes(build, twinned, input);
        squeezers.forEach(squeezer -> squeezed.add(twins.write(squeezer)));
        batch.addAll(squeezed);
        String rows = build.node("Concat", identityInput() ? "pixels" : "rows", batch, integer("axis", 0));
        if (!identityInput()) {
            String scaled = build.node(
                    "Mul",
                    "scaled",
                    List.of(
                            rows,
                            perChannel(
                                    "scale",
                                    c -> input.valueScale() / input.deviation().get(c))));
            build.nodeTo(
                    MonitorAgreement.PIXELS,
                    "Add",
                    List.of(
                            scaled,
                            perChannel(
                                    "shift",
                                    c -> -input.mean().get(c)
                                            / input.deviation().get(c))));
        }
        return n;
    }

    private boolean identityInput() {
        return input.valueScale() == 1
                && input.mean().stream().allMatch(m -> m == 0)
                && input.deviation().stream().allMatch(d -> d == 1);
    }

    private String perChannel(String name, IntToDoubleFunction value) {
        float[] values = new float[input.channels()];
        for (int c = 0; c < values.length; c++) {
            values[c] = (float) value.applyAsDouble(c);
        }
        return build.floats(name, values, 1, values.length, 1, 1);
    }

    private String inMonitor(String tensor) {
        return MonitorAgreement.nameInMonitor(tensor, classifier.io().input());
    }

    private void writeClassifier() {
        GraphProto original = classifier.model().getGraph();
        graph.addAllInitializer(original.getInitializerList());
        original.getNodeList()
                .forEach(node -> graph.addNode(
                        MonitorAgreement.renamed(node, classifier.io().input())));
    }

    private boolean givesLogits() {
        return classifier.io().outputKind() == OutputKind.LOGITS;
    }

    private String writeProbabilities(String imageLogits) {
        return givesLogits()
                ? build.nodeTo(MonitorTensors.PROBABILITIES, "Softmax", List.of(imageLogits), integer("axis", 1))
                : build.nodeTo(MonitorTensors.PROBABILITIES, "Identity", List.of(imageLogits));
    }

    /** 1 - max softmax, summed over the other classes: one minus a number near one would lose its digits. */
    private String writeConfidence(String imageLogits, String predicted) {
        float[] others = new float[classes * classes];
        for (int i = 0; i < others.length; i++) {
            others[i] = i / classes == i % classes ? 0 : 1;
        }
        String mask = build.node(
                "Gather",
                "others",
                List.of(build.floats("all_but", others, classes, classes), predicted),
                integer("axis", 0));
        if (!givesLogits()) {
            return build.reduce("ReduceSum", "rest", build.node("Mul", "rests", List.of(imageLogits, mask)), 1, true);
        }
        String largest = build.reduce("ReduceMax", "largest", imageLogits, 1, true);
        String exponentials =
                build.node("Exp", "exponentials", List.of(build.node("Sub", "below", List.of(imageLogits, largest))));
        String rest =
                build.reduce("ReduceSum", "rest", build.node("Mul", "rests", List.of(exponentials, mask)), 1, true);
        String total = build.node("Add", "total", List.of(rest, build.scalar("one", 1)));
        return build.node("Div", "doubt", List.of(rest, total));
    }

    /** {@link QuietPlaces} of the images: {@code [N, 1]}. */
    private String writeNoise() {
        String unit = MonitorTensors.PREFIX + "unit";
        int reach = QuietPlaces.WINDOW / 2;
        String padded = build.node(
                "Pad",
                "noise.padded",
                List.of(unit, build.longs("noise.pads", 0, 0, reach, reach, 0, 0, reach, reach)),
                text("mode", "edge"));
        String around = build.node(
                "AveragePool",
                "noise.around",
                List.of(padded),
                integers("kernel_shape", QuietPlaces.WINDOW, QuietPlaces.WINDOW));
        String apart = apart("noise", unit, around);
        String loudest = input.channels() == 1 ? apart : build.reduce("ReduceMax", "noise.loudest", apart, 1, true);
        String places = build.node("Flatten", "noise.places", List.of(loudest), integer("axis", 1));
        String quiet = MonitorTensors.PREFIX + "noise.quiet";
        build.add(
                "TopK",
                "noise.quietest",
                List.of(places, build.longs("noise.count", QuietPlaces.count(input.height() * input.width()))),
                List.of(quiet, MonitorTensors.PREFIX + "noise.where"),
                integer("axis", 1),
                integer("largest", 0),
                integer("sorted", 0));
        String mean = build.reduce("ReduceMean", "noise.mean", quiet, 1, true);
        return build.node("Max", "noise", List.of(mean, build.scalar("noise.least", QuietPlaces.LEAST)));
    }

    /** Normalised signed deviations of the images' features from the references of their predicted class: {@code [N, F]}. */
    private String writeDeviations(References references, String predicted, String zero, String n) {
        List<String> parts = new ArrayList<>();
        for (Tap tap : taps) {
            parts.add(featureMeans(tap.name() + ".features", inMonitor(tap.tensor()), tap));
        }
        String all = build.concat("all_activations", parts, 1);
        build.rows("activations", all, zero, n);
        String mean = build.node(
                "Gather", "mean", List.of(table("means", references.mean(), classes), predicted), integer("axis", 0));
        String inverse = build.node(
                "Gather",
                "inverse",
                List.of(table("inverses", inverses(references.deviation()), classes), predicted),
                integer("axis", 0));
        return build.node(
                "Mul", "deviations", List.of(build.node("Sub", "differences", List.of(ACTIVATIONS, mean)), inverse));
    }

    /** A tap's features: means of its channels over all other axes, or its units: {@code [rows, F_l]}. */
    private String featureMeans(String name, String tensor, Tap tap) {
        return switch (tap.kind()) {
            case CHANNEL ->
                build.node(
                        "Flatten",
                        name,
                        List.of(build.node("GlobalAveragePool", name + ".mean", List.of(tensor))),
                        integer("axis", 1));
            case CHANNEL_LAST -> {
                long[] others = LongStream.range(1, tap.shape().size()).toArray();
                yield build.reduce("ReduceMean", name, tensor, false, others);
            }
            case UNIT -> build.node("Flatten", name, List.of(tensor), integer("axis", 1));
        };
    }

    private void writeScores(String deviations, String confidence, String noise) {
        String distances = build.node("Abs", "distances", List.of(deviations));
        String layers = build.node("MatMul", "distortion", List.of(distances, layerMeans()));
        build.nodeTo(MonitorTensors.SCORES, "Concat", List.of(layers, confidence, noise), integer("axis", 1));
        build.add(
                "TopK",
                "top",
                List.of(distances, build.longs("top_count", topFeatures)),
                List.of(MonitorTensors.PREFIX + "top_distances", MonitorTensors.TOP_FEATURES),
                integer("axis", 1));
        build.nodeTo(
                MonitorTensors.TOP_DEVIATIONS,
                "GatherElements",
                List.of(deviations, MonitorTensors.TOP_FEATURES),
                integer("axis", 1));
    }

    /** {@code [F, L]}: a product with it takes the mean over each layer's features. */
    private String layerMeans() {
        float[] weights = new float[features * taps.size()];
        int feature = 0;
        for (int l = 0; l < taps.size(); l++) {
            for (int k = 0; k < taps.get(l).features(); k++) {
                weights[feature++ * taps.size() + l] = 1f / taps.get(l).features();
            }
        }
        return build.floats("layer_means", weights, features, taps.size());
    }

    private void writeTwins(References references, String logits, String probabilities, String n) {
        String m = build.node("Shape", "m", List.of(MonitorTensors.TWIN_ROWS));
        String ofImages = build.node(
                "Gather",
                "twinned_probabilities",
                List.of(probabilities, MonitorTensors.TWIN_ROWS),
                integer("axis", 0));
        List<String> distances = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        List<String> twinClasses = new ArrayList<>();
        String start = n;
        for (int q = 0; q < squeezers.size(); q++) {
            String prefix = squeezers.get(q).name();
            String end = build.node("Add", prefix + ".end", List.of(start, m));
            String distance = writeTwinDistances(prefix, start, end);
            distances.add(distance);
            String normalised = build.node(
                    "Mul",
                    prefix + ".normalised",
                    List.of(distance, build.floats(prefix + ".inverse", twinInverse(references, q), 1, features)));
            scores.add(build.node(
                    "MatMul", prefix + ".latent", List.of(normalised, MonitorTensors.PREFIX + "layer_means")));
            String twinLogits = build.rows(prefix + ".logits", logits, start, end);
            String twinProbabilities = givesLogits()
                    ? build.node("Softmax", prefix + ".probabilities", List.of(twinLogits), integer("axis", 1))
                    : twinLogits;
            String difference = build.node(
                    "Abs",
                    prefix + ".shifts",
                    List.of(build.node("Sub", prefix + ".shift", List.of(ofImages, twinProbabilities))));
            scores.add(build.reduce("ReduceSum", prefix + ".softmax", difference, 1, true));
            twinClasses.add(build.node(
                    "ArgMax", prefix + ".class", List.of(twinLogits), integer("axis", 1), integer("keepdims", 1)));
            start = end;
        }
        for (int q = 0; q < squeezers.size(); q++) {
            scores.add(writePixelDistance(squeezers.get(q).name() + ".pixels", squeezed.get(q)));
        }
        build.concat("twin_distances", distances, 1);
        build.nodeTo(MonitorTensors.TWIN_SCORES, "Concat", scores, integer("axis", 1));
        build.nodeTo(MonitorTensors.TWIN_CLASSES, "Concat", twinClasses, integer("axis", 1));
    }

    /** |one - other|, element by element. */
    private String apart(String name, String one, String other) {
        return build.node(
                "Abs", name + ".apart", List.of(build.node("Sub", name + ".difference", List.of(one, other))));
    }

    /** Mean of |x - S(x)| over an image's values: {@code [M, 1]}. */
    private String writePixelDistance(String name, String twin) {
        String twinned = MonitorTensors.PREFIX + "twinned";
        String apart = apart(name, twinned, twin);
        return build.reduce(
                "ReduceMean", name, build.node("Flatten", name + ".flat", List.of(apart), integer("axis", 1)), 1, true);
    }

    /** Map mean of |z(x) - z(S(x))| of every feature: {@code [M, F]}. */
    private String writeTwinDistances(String prefix, String start, String end) {
        List<String> parts = new ArrayList<>();
        for (Tap tap : taps) {
            String name = prefix + "." + tap.name();
            String image = build.node(
                    "Gather",
                    name + ".image",
                    List.of(inMonitor(tap.tensor()), MonitorTensors.TWIN_ROWS),
                    integer("axis", 0));
            String twin = build.rows(name + ".twin", inMonitor(tap.tensor()), start, end);
            parts.add(featureMeans(name, apart(name, image, twin), tap));
        }
        return build.concat(prefix + ".distances", parts, 1);
    }

    private float[] twinInverse(References references, int q) {
        float[] row = new float[features];
        int at = 0;
        for (int l = 0; l < taps.size(); l++) {
            int width = taps.get(l).features();
            float[] scales = new float[width];
            System.arraycopy(references.twin()[l], q * width, scales, 0, width);
            System.arraycopy(References.inverse(scales), 0, row, at, width);
            at += width;
        }
        return row;
    }

    private static float[][] inverses(float[][] scales) {
        float[][] inverses = new float[scales.length][];
        for (int l = 0; l < scales.length; l++) {
            inverses[l] = References.inverse(scales[l]);
        }
        return inverses;
    }

    /** The layers' tables {@code [rows x F_l]} side by side: {@code [rows, F]}. */
    private String table(String name, float[][] layers, int rows) {
        float[] joined = new float[rows * features];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int l = 0; l < layers.length; l++) {
                int width = taps.get(l).features();
                System.arraycopy(layers[l], row * width, joined, at, width);
                at += width;
            }
        }
        return build.floats(name, joined, rows, features);
    }

    private void writeOutputs() {
        graph.addInput(value(
                MonitorTensors.IMAGE,
                TensorProto.DataType.UINT8,
                "N",
                input.channels(),
                input.height(),
                input.width()));
        graph.addInput(value(MonitorTensors.TWIN_ROWS, TensorProto.DataType.INT64, "M"));
        int layers = taps.size();
        TensorProto.DataType real = TensorProto.DataType.FLOAT;
        TensorProto.DataType integer = TensorProto.DataType.INT64;
        graph.addOutput(value(MonitorTensors.PROBABILITIES, real, "N", classes));
        graph.addOutput(value(MonitorTensors.SCORES, real, "N", layers + 2));
        graph.addOutput(value(MonitorTensors.TOP_FEATURES, integer, "N", topFeatures));
        graph.addOutput(value(MonitorTensors.TOP_DEVIATIONS, real, "N", topFeatures));
        graph.addOutput(value(MonitorTensors.TWIN_SCORES, real, "M", (long) squeezers.size() * (layers + 2)));
        graph.addOutput(value(MonitorTensors.TWIN_CLASSES, integer, "M", squeezers.size()));
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, String rows, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(rows));
        for (long dimension : shape) {
            dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private byte[] model() {
        return ModelProto.newBuilder()
                .setIrVersion(classifier.model().getIrVersion())
                .addAllOpsetImport(classifier.model().getOpsetImportList())
                .setProducerName("latentwatch")
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
