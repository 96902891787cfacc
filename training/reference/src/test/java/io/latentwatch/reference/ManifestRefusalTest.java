package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.bundle.Manifest.Tap;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.infer.ScoreNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests that say of their graph what it does not do: a bundle of such a one must not be used, every hash in order or not. */
class ManifestRefusalTest {
    @TempDir
    private static Path folder;

    private static Bundle bundle;

    @BeforeAll
    static void profile() throws IOException {
        bundle = BundleReader.read(TinyBundle.profile(new TinyClassifier(7), folder));
    }

    record Case(String what, UnaryOperator<Manifest> change, String... message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        "the shape of a tap",
                        withTap(0, tap -> new Tap(tap.name(), tap.tensor(), tap.kind(), 4, List.of(4, 5, 5))),
                        "tap 'relu1' has shape [-1,4,10,10]",
                        "[-1,4,5,5]"),
                new Case(
                        "how many features a tap has",
                        withTap(0, tap -> new Tap(tap.name(), tap.tensor(), tap.kind(), 5, tap.shape())),
                        "references/relu1.npy is FLOAT32 [2, 3, 4]",
                        "[2, 3, 5]"),
                new Case(
                        "what a feature is",
                        withTap(2, tap -> new Tap(tap.name(), tap.tensor(), FeatureKind.CHANNEL, 16, tap.shape())),
                        "tap 'relu3' has features of kind UNIT",
                        "CHANNEL"),
                new Case(
                        "which tensor a tap is",
                        withTap(0, tap -> new Tap(tap.name(), "relu2", tap.kind(), 4, tap.shape())),
                        "tap 'relu1' has shape [-1,6,3,3]",
                        "[-1,4,10,10]"),
                new Case(
                        "the order of the taps",
                        manifest -> {
                            List<Tap> taps = new ArrayList<>(manifest.taps());
                            Collections.swap(taps, 0, 1);
                            return with(manifest, manifest.input(), manifest.model(), taps, manifest.scores());
                        },
                        "its taps make the scores [activation/relu2, activation/relu1,",
                        "[activation/relu1, activation/relu2,"),
                new Case(
                        "the order of the scores",
                        withScores(scores -> {
                            List<String> plain = new ArrayList<>(scores.plain());
                            Collections.reverse(plain);
                            return new Manifest.Scores(plain, scores.twin(), scores.squeezers(), 5);
                        }),
                        "[noise/quiet-places, confidence/max-softmax, activation/relu3,"),
                new Case(
                        "the squeezer",
                        withScores(scores -> new Manifest.Scores(scores.plain(), scores.twin(), List.of("bits-4"), 5)),
                        "latent-twin/relu1.bits-4",
                        "latent-twin/relu1.bits-1"),
                new Case(
                        "the squeezer, its scores renamed as well",
                        withSqueezers("bits-2"),
                        "twin 1 of a test image has other values",
                        "bits-2, which leaves 4 levels"),
                new Case(
                        "a squeezer that is not known, its scores renamed as well",
                        withSqueezers("median-3x3"),
                        "planted/manifest.json: makes twins by 'median-3x3'",
                        "known here: bits-1 to bits-7 and median-2x2"),
                new Case(
                        "another kind of squeezer, its scores renamed as well",
                        withSqueezers("median-2x2"),
                        "twin 1 of a test image has other values",
                        "median-2x2, which leaves the median"),
                new Case(
                        "how many features are named",
                        withScores(scores -> new Manifest.Scores(scores.plain(), scores.twin(), scores.squeezers(), 9)),
                        "output 'top_features' has shape [-1,5]",
                        "[-1,9]"),
                new Case(
                        "the size of the image",
                        withInput(in -> input(in, 16, in.valueScale(), 0.0)),
                        "input 'image' has shape [-1,1,12,12]",
                        "[-1,1,16,12]"),
                new Case(
                        "the scale of the pixels",
                        withInput(in -> input(in, 12, 255, 0.0)),
                        "sees other values",
                        "(pixel / 255 x 255.0 - [0.0]) / [1.0]"),
                new Case(
                        "the mean of the pixels",
                        withInput(in -> input(in, 12, 1, 0.5)),
                        "sees other values",
                        "(pixel / 255 x 1.0 - [0.5]) / [1.0]"),
                new Case(
                        "what the output holds",
                        withModel(model -> new Manifest.Model(
                                model.input(), model.output(), OutputKind.PROBABILITIES, model.layout())),
                        "output 'logits' of the classifier is taken otherwise",
                        "PROBABILITIES"),
                new Case(
                        "which tensor is the output",
                        withModel(model ->
                                new Manifest.Model(model.input(), "relu3", model.outputKind(), model.layout())),
                        "names the output 'relu3', model.onnx gives [logits]"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesAManifestThatDiffersFromTheGraphIn(Case given) {
        assertRefused(given.change().apply(bundle.manifest()), bundle.contents(), given.message());
    }

    @Test
    void refusesABundleWithoutATapsReferences() {
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        contents.remove("references/relu2.npy");
        assertRefused(bundle.manifest(), contents, "no file 'references/relu2.npy'");
    }

    @Test
    void refusesMoreSqueezersThanTheGraphMakesTwinsEvenWhereTheReferencesHaveThem() {
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        for (Tap tap : bundle.manifest().taps()) {
            contents.put(
                    BundleFiles.twinReferences(tap.name()),
                    NpyArray.of(new float[2 * tap.features()], 2, tap.features())
                            .write());
        }
        assertRefused(
                withSqueezers("bits-1", "bits-4").apply(bundle.manifest()),
                contents,
                "one image and its twins make a batch of 2 images",
                "3 images, a twin for each of [bits-1, bits-4]");
    }

    private static void assertRefused(Manifest manifest, Map<String, byte[]> contents, String... message) {
        Bundle refused = new Bundle(bundle.id() + manifest.hashCode(), manifest, false, "planted", contents);
        assertThatThrownBy(() -> OnnxDetector.open(refused, DetectorOptions.DEFAULTS))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("planted")
                .hasMessageContaining("profile the model again")
                .hasMessageContainingAll(message);
    }

    private static UnaryOperator<Manifest> withTap(int index, UnaryOperator<Tap> change) {
        return manifest -> {
            List<Tap> taps = new ArrayList<>(manifest.taps());
            taps.set(index, change.apply(taps.get(index)));
            return with(manifest, manifest.input(), manifest.model(), taps, manifest.scores());
        };
    }

    private static UnaryOperator<Manifest> withSqueezers(String... names) {
        return withScores(scores -> new Manifest.Scores(
                scores.plain(),
                ScoreNames.twin(List.of("relu1", "relu2", "relu3"), List.of(names)),
                List.of(names),
                scores.topFeatures()));
    }

    private static UnaryOperator<Manifest> withScores(UnaryOperator<Manifest.Scores> change) {
        return manifest ->
                with(manifest, manifest.input(), manifest.model(), manifest.taps(), change.apply(manifest.scores()));
    }

    private static UnaryOperator<Manifest> withInput(UnaryOperator<Manifest.Input> change) {
        return manifest ->
                with(manifest, change.apply(manifest.input()), manifest.model(), manifest.taps(), manifest.scores());
    }

    private static UnaryOperator<Manifest> withModel(UnaryOperator<Manifest.Model> change) {
        return manifest ->
                with(manifest, manifest.input(), change.apply(manifest.model()), manifest.taps(), manifest.scores());
    }

    private static Manifest.Input input(Manifest.Input in, int height, double valueScale, double mean) {
        return new Manifest.Input(
                1, height, in.width(), in.colourOrder(), in.resize(), valueScale, List.of(mean), in.deviation());
    }

    private static Manifest with(
            Manifest original, Manifest.Input input, Manifest.Model model, List<Tap> taps, Manifest.Scores scores) {
        return new Manifest(
                original.formatVersion(),
                original.architecture(),
                original.classes(),
                input,
                model,
                taps,
                scores,
                original.splits(),
                original.files(),
                original.provenance());
    }
}
