package io.latentwatch.reference;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.reference.graph.Classifier;
import io.latentwatch.reference.graph.TapCandidate;
import io.latentwatch.reference.graph.TapSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a classifier has to be watched, or what a bundle holds, and checks it. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Lists what can be watched in an ONNX classifier, or checks a bundle and says what it holds.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    private static final class Subject {
        @Option(names = "--model", paramLabel = "FILE", description = "A classifier, ONNX.")
        private Path model;

        @Option(names = "--bundle", paramLabel = "BUNDLE", description = "A bundle's folder or archive.")
        private Path bundle;
    }

    @Mixin
    private ModelOptions modelOptions;

    @Option(
            names = "--trusted-key",
            split = ",",
            paramLabel = "FILE",
            description =
                    "Public keys, one of which must have signed the bundle (default: the signature is not looked at).")
    private List<Path> trustedKeys = List.of();

    @Override
    public Integer call() throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        if (subject.model != null) {
            printModel(console, subject.model);
        } else {
            printBundle(console, subject.bundle);
        }
        console.flush();
        return 0;
    }

    private void printModel(PrintWriter console, Path file) throws IOException {
        String where = file.toString();
        byte[] bytes = Files.readAllBytes(file);
        Classifier classifier = Classifier.read(bytes, modelOptions.form(), where);
        TapSelection selection = TapSelection.of(classifier, List.of(), where);
        console.printf(
                "input     %s %s, %s, opset %d%s%n",
                classifier.io().input(),
                classifier.inputShape(),
                classifier.io().layout(),
                classifier.fileOpset(),
                classifier.fileOpset() == classifier.opset() ? "" : ", brought to " + classifier.opset());
        console.printf(
                "output    %s, %d classes, %s%n",
                classifier.io().output(),
                selection.shapes().classes(),
                classifier.io().outputKind());
        for (TapCandidate candidate : selection.candidates()) {
            console.printf("%s%n", line(candidate, selection));
        }
    }

    private static String line(TapCandidate candidate, TapSelection selection) {
        return selection.shapes().taps().stream()
                .filter(tap -> tap.tensor().equals(candidate.tensor()))
                .findFirst()
                .map(tap -> "watched   " + text(tap) + ", " + candidate.what())
                .orElseGet(() -> "left out  %s %s, %s: %s"
                        .formatted(
                                candidate.tensor(),
                                shapeOfOne(selection.candidateShapes().get(candidate.tensor())),
                                candidate.what(),
                                candidate.objection().orElseThrow()));
    }

    private static String shapeOfOne(long[] shape) {
        return Arrays.toString(Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length));
    }

    private void printBundle(PrintWriter console, Path path) throws IOException {
        List<PublicKey> trusted = new ArrayList<>();
        for (Path key : trustedKeys) {
            trusted.add(SigningKeys.readPublic(key));
        }
        Bundle bundle = BundleReader.read(path, trusted);
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            Manifest manifest = detector.manifest();
            console.printf("bundle    %s%n", bundle.id());
            console.printf("signature %s%n", bundle.signed() ? "by a trusted key" : "not looked at (--trusted-key)");
            console.printf(
                    "network   %s, %d classes: %s%n",
                    manifest.architecture(), manifest.classes().size(), manifest.classes());
            console.printf(
                    "scores    %s %s%n",
                    manifest.scores().plain(), manifest.scores().twin());
            manifest.splits()
                    .forEach((name, split) -> console.printf("split     %s, %d images%n", name, split.images()));
            printTaps(console, manifest.taps());
            console.printf("every hash, both graphs and the probes are as they must be%n");
        }
    }

    private static void printTaps(PrintWriter console, List<Manifest.Tap> taps) {
        for (Manifest.Tap tap : taps) {
            console.printf("tap       %s%n", text(tap));
        }
    }

    private static String text(Manifest.Tap tap) {
        return "%s %s, %d features (%s)".formatted(tap.tensor(), tap.shape(), tap.features(), tap.kind());
    }
}
