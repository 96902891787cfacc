package io.latentwatch.detector;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.bundle.Manifest.Tap;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.detector.graph.MonitorAgreement;
import io.latentwatch.detector.infer.InferenceException;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.detector.infer.ScoreNames;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.detector.infer.TrialRun;
import io.latentwatch.detector.infer.TrialRun.Found;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what a manifest says of its monitor graph against what the graph does with one image and its twins: the input's shape and normalisation, how
 * the twins are squeezed, the taps' shapes, the kind of output; besides that, the names of the scores and the shapes of the references.
 * {@link MonitorAgreement} was content before.
 */
final class ManifestAgreement {
    /** Largest deviation allowed, relative to the largest value of the tensor. */
    private static final double TOLERANCE = 1e-3;

    /** Levels from one pixel of the test image to the next; odd, so that all 256 come. */
    private static final int STRIDE = 97;

    private final Bundle bundle;
    private final Manifest manifest;
    private final ModelProto monitor;

    private ManifestAgreement(Bundle bundle) {
        this.bundle = bundle;
        this.manifest = bundle.manifest();
        this.monitor = GraphRules.read(bundle.file(BundleFiles.MONITOR), bundle.path(BundleFiles.MONITOR));
    }

    /**
     * Checks the whole bundle.
     *
     * @throws BundleException if manifest and graph disagree, saying in what
     */
    static void check(Bundle bundle) {
        ManifestAgreement agreement = new ManifestAgreement(bundle);
        agreement.checkImage();
        agreement.checkNames();
        agreement.checkReferences();
        agreement.checkTrial();
    }

    private void checkImage() {
        ValueInfoProto image = monitor.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(MonitorTensors.IMAGE))
                .findFirst()
                .orElseThrow();
        List<Long> found = image.getType().getTensorType().getShape().getDimList().stream()
                .map(dimension -> dimension.hasDimValue() ? dimension.getDimValue() : -1)
                .toList();
        Manifest.Input input = manifest.input();
        List<Long> expected = List.of(-1L, (long) input.channels(), (long) input.height(), (long) input.width());
        require(found.equals(expected), "input 'image' has shape " + text(found), text(expected));
    }

    private void checkNames() {
        Manifest.Scores scores = manifest.scores();
        List<String> taps = manifest.taps().stream().map(Tap::name).toList();
        List<String> plain = ScoreNames.plain(taps);
        require(
                startsWith(scores.plain(), plain) || scores.plain().equals(ScoreNames.plainOfTheNetwork(taps)),
                "its taps make the scores " + plain,
                scores.plain().toString());
        List<String> twin = ScoreNames.twin(taps, scores.squeezers());
        require(
                scores.twin().equals(twin)
                        || scores.twin().equals(ScoreNames.twinOfTheNetwork(taps, scores.squeezers())),
                "its taps and squeezers make the twin scores " + twin,
                scores.twin().toString());
    }

    private static boolean startsWith(List<String> names, List<String> first) {
        return names.size() >= first.size() && names.subList(0, first.size()).equals(first);
    }

    private void checkReferences() {
        int classes = manifest.classes().size();
        for (Tap tap : manifest.taps()) {
            String references = BundleFiles.references(tap.name());
            bundle.array(references).floats(bundle.path(references), 2, classes, tap.features());
            String twins = BundleFiles.twinReferences(tap.name());
            bundle.array(twins)
                    .floats(bundle.path(twins), manifest.scores().squeezers().size(), tap.features());
        }
    }

    private void checkTrial() {
        byte[] image = testImage(manifest.input().bytes());
        Set<String> tensors = new LinkedHashSet<>();
        manifest.taps().forEach(tap -> tensors.add(inMonitor(tap.tensor())));
        tensors.addAll(
                List.of(MonitorAgreement.PIXELS, inMonitor(manifest.model().output()), MonitorTensors.PROBABILITIES));
        Map<String, Found> found = run(image, tensors);
        checkPixels(image, found.get(MonitorAgreement.PIXELS).values());
        manifest.taps()
                .forEach(tap -> checkTap(tap, found.get(inMonitor(tap.tensor())).shape()));
        checkOutput(
                found.get(inMonitor(manifest.model().output())),
                found.get(MonitorTensors.PROBABILITIES).values());
    }

    private String inMonitor(String tensor) {
        return MonitorAgreement.nameInMonitor(tensor, manifest.model().input());
    }

    private Map<String, Found> run(byte[] image, Set<String> tensors) {
        try {
            return TrialRun.of(monitor, manifest.input(), image, tensors);
        } catch (InferenceException e) {
            throw new BundleException(
                    bundle.where() + ": monitor.onnx: " + e.getMessage() + "; profile the model again", e);
        }
    }

    private void checkTap(Tap tap, long[] found) {
        long[] expected = new long[tap.shape().size() + 1];
        Arrays.setAll(expected, i -> i == 0 ? rows() : tap.shape().get(i - 1));
        require(
                Arrays.equals(found, expected),
                "tap '" + tap.name() + "' has shape " + text(openBatch(found)),
                text(openBatch(expected)));
        long features = tap.kind() == FeatureKind.CHANNEL_LAST ? found[found.length - 1] : found[1];
        require(
                features == tap.features(),
                "tap '" + tap.name() + "' has " + features + " features",
                String.valueOf(tap.features()));
        FeatureKind kind = kind(found.length, tap.kind());
        require(
                kind == tap.kind(),
                "tap '" + tap.name() + "' has features of kind " + kind,
                tap.kind().toString());
    }

    /** Only of a map can a manifest say either: where its channels are, its axes do not tell. */
    private static FeatureKind kind(int axes, FeatureKind said) {
        return switch (axes) {
            case 4 -> said == FeatureKind.CHANNEL_LAST ? said : FeatureKind.CHANNEL;
            case 3 -> FeatureKind.CHANNEL_LAST;
            default -> FeatureKind.UNIT;
        };
    }

    /** Images and twins of the trial's batch. */
    private int rows() {
        return 1 + manifest.scores().squeezers().size();
    }

    private void checkPixels(byte[] image, float[] found) {
        Manifest.Input input = manifest.input();
        require(
                found.length == rows() * image.length,
                "one image and its twins make a batch of " + found.length / image.length + " images",
                rows() + " images, a twin for each of " + manifest.scores().squeezers());
        double[] unit = new double[image.length];
        Arrays.setAll(unit, i -> (image[i] & 0xFF) / 255.0);
        require(
                agree(normalised(unit), row(found, 0)),
                "the network sees other values of a test image",
                "(pixel / 255 x %s - %s) / %s".formatted(input.valueScale(), input.mean(), input.deviation()));
        for (int twin = 1; twin < rows(); twin++) {
            String name = manifest.scores().squeezers().get(twin - 1);
            Squeeze squeezer = Squeeze.named(name).orElseThrow(() -> unknownSqueezer(name));
            require(
                    agree(normalised(squeezer.squeeze(unit, input.height(), input.width())), row(found, twin)),
                    "twin " + twin + " of a test image has other values",
                    name + ", which leaves " + squeezer.leaves());
        }
    }

    private BundleException unknownSqueezer(String name) {
        return new BundleException(bundle.path(BundleFiles.MANIFEST) + ": makes twins by '" + name + "', known here: "
                + Squeeze.KNOWN + "; use a Latentwatch that knows it, or profile the model again");
    }

    private float[] row(float[] values, int row) {
        int width = values.length / rows();
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    /** What the network is to see, of pixels in [0,1]. */
    private float[] normalised(double[] pixels) {
        Manifest.Input input = manifest.input();
        float[] expected = new float[pixels.length];
        int plane = input.height() * input.width();
        for (int i = 0; i < expected.length; i++) {
            int channel = i / plane;
            expected[i] =
                    (float) ((pixels[i] * input.valueScale() - input.mean().get(channel))
                            / input.deviation().get(channel));
        }
        return expected;
    }

    private void checkOutput(Found output, float[] probabilities) {
        String name = "output '" + manifest.model().output() + "'";
        long[] expected = {rows(), manifest.classes().size()};
        require(
                Arrays.equals(output.shape(), expected),
                name + " of the classifier has shape " + text(openBatch(output.shape())),
                text(openBatch(expected)));
        boolean logits = manifest.model().outputKind() == OutputKind.LOGITS;
        require(
                agree(logits ? softmax(row(output.values(), 0)) : row(output.values(), 0), probabilities),
                name + " of the classifier is taken otherwise",
                manifest.model().outputKind().toString());
    }

    private static float[] softmax(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }

    private static boolean agree(float[] expected, float[] found) {
        if (found.length != expected.length) {
            return false;
        }
        double largest = 0;
        double deviation = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            deviation = Math.max(deviation, Math.abs((double) expected[i] - found[i])); // NaN is kept
        }
        return deviation <= TOLERANCE * largest;
    }

    /** All levels, and neighbours that lie far apart in both directions. */
    private static byte[] testImage(int length) {
        byte[] image = new byte[length];
        for (int i = 0; i < length; i++) {
            image[i] = (byte) (STRIDE * i);
        }
        return image;
    }

    private static List<Long> openBatch(long[] shape) {
        long[] open = shape.clone();
        if (open.length > 0) {
            open[0] = -1;
        }
        return Arrays.stream(open).boxed().toList();
    }

    private static String text(List<Long> shape) {
        return shape.toString().replace(" ", "");
    }

    private void require(boolean holds, String found, String expected) {
        if (!holds) {
            throw new BundleException(bundle.where() + ": monitor.onnx: " + found + ", manifest.json says " + expected
                    + "; profile the model again");
        }
    }
}
