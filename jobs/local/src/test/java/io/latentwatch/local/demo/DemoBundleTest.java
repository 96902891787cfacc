package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome.Judged;
import io.latentwatch.detector.TwinComparison;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.detector.infer.Device;
import io.latentwatch.detector.infer.InferenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is committed under {@code jobs/local/demo}: clean images, and for each network a signed bundle and the images made against it. */
class DemoBundleTest {
    private static final Path DEMO = Path.of("demo");

    private static List<LabelledImage> clean;
    private static Map<String, Network> networks;

    /** A network's bundle and the images made against it. */
    private record Network(Bundle bundle, List<LabelledImage> attacked) {}

    @BeforeAll
    static void read() throws IOException {
        clean = images(DEMO.resolve("clean.avro"));
        networks = Map.of("anp-vs", network("anp-vs"), "standard", network("standard"));
    }

    private static Network network(String name) throws IOException {
        Path folder = DEMO.resolve(name);
        List<LabelledImage> attacked = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path sample : files.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList()) {
                attacked.addAll(images(sample));
            }
        }
        return new Network(
                BundleReader.read(
                        folder.resolve("bundle"), List.of(SigningKeys.readPublic(DEMO.resolve("bundle-key.pub")))),
                attacked);
    }

    private static List<LabelledImage> images(Path file) throws IOException {
        try (Stream<LabelledImage> set = ImageSets.open(file).images()) {
            return set.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anp-vs", "standard"})
    void theBundleIsSignedByTheKeyBesideIt(String network) {
        assertThat(networks.get(network).bundle().signed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anp-vs", "standard"})
    void theBundleSaysHowItCameToBe(String network) {
        JsonNode provenance = provenance(network);

        assertThat(provenance.at("/command").asText()).isEqualTo("latentwatch profile");
        assertThat(provenance.at("/training/commit").asText()).matches("[0-9a-f]{40}(-dirty)?");
        assertThat(provenance.at("/training/configuration/seed").isIntegralNumber())
                .isTrue();
        for (String set : List.of("training", "validation", "heldOut")) {
            assertThat(provenance.at("/training/data/" + set + "/images").asInt())
                    .isPositive();
            assertThat(provenance.at("/training/data/" + set + "/sha256").asText())
                    .matches("[0-9a-f]{64}");
        }
    }

    @Test
    void theStandardNetworkWasTrainedOnCleanImagesAlone() {
        assertThat(provenance("standard").at("/training/configuration/method").asText())
                .isEqualTo("STANDARD");
    }

    @Test
    void theMainNetworkWasTrainedWithVulnerabilitySuppressionAndPruned() {
        JsonNode training = provenance("anp-vs").at("/training");

        assertThat(training.at("/configuration/loss/vulnerability/weight").asDouble())
                .isPositive();
        assertThat(training.at("/pruning/gates"))
                .isNotEmpty()
                .anySatisfy(gate -> assertThat(gate.at("/kept").asInt())
                        .isLessThan(gate.at("/total").asInt()));
    }

    private static JsonNode provenance(String network) {
        return new ObjectMapper()
                .valueToTree(networks.get(network).bundle().manifest().provenance());
    }

    @Test
    void theSampleHoldsCleanImages() {
        assertThat(clean).hasSizeGreaterThanOrEqualTo(1000).allSatisfy(image -> {
            assertThat(image.label()).isPresent();
            assertThat(isAttacked(image)).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"anp-vs", "standard"})
    void theSampleHoldsImagesMadeAgainstTheNetwork(String network) {
        assertThat(networks.get(network).attacked())
                .hasSizeGreaterThanOrEqualTo(500)
                .allSatisfy(image -> {
                    assertThat(image.label()).isPresent();
                    assertThat(isAttacked(image)).isTrue();
                    assertThat(image.attributes()).containsEntry("epsilon", "0.1");
                });
    }

    /** A transferred attack is the weaker one, so files that changed places would show. */
    @ParameterizedTest
    @CsvSource({"anp-vs, standard", "standard, anp-vs"})
    void imagesMadeAgainstTheNetworkAreNoEasierForItThanThoseMadeAgainstTheOther(String network, String other) {
        Bundle bundle = networks.get(network).bundle();

        assertThat(accuracy(bundle, networks.get(network).attacked()))
                .isLessThanOrEqualTo(accuracy(bundle, networks.get(other).attacked()));
    }

    private static double accuracy(Bundle bundle, List<LabelledImage> images) {
        List<Judgement> judgements = inspect(bundle, images, 64);
        int right = 0;
        for (int i = 0; i < images.size(); i++) {
            right += judgements.get(i).predictedClass() == images.get(i).label().orElseThrow() ? 1 : 0;
        }
        return (double) right / images.size();
    }

    /** Kernels differ with the batch, so an image on a rounding edge or on the limit may change sides: at most 1 in 1,000. */
    @ParameterizedTest
    @ValueSource(strings = {"anp-vs", "standard"})
    void batchesOfOneSevenAndSixtyFourAgreeOnClassesAndFlags(String network) {
        Bundle bundle = networks.get(network).bundle();
        List<LabelledImage> images = new ArrayList<>(clean);
        images.addAll(networks.get(network).attacked());
        List<Judgement> whole = inspect(bundle, images, 64);
        for (int size : new int[] {1, 7}) {
            List<Judgement> parts = inspect(bundle, images, size);
            int differing = 0;
            for (int i = 0; i < whole.size(); i++) {
                boolean agree = parts.get(i).predictedClass() == whole.get(i).predictedClass()
                        && parts.get(i).flagged() == whole.get(i).flagged();
                differing += agree ? 0 : 1;
            }
            assertThat(differing)
                    .as("of %d images, in batches of %d", whole.size(), size)
                    .isLessThanOrEqualTo(whole.size() / 1000);
        }
    }

    /** In units of what clean images show and a tenth of what the median feature does: at most about 1 in the mean over these. */
    @ParameterizedTest
    @ValueSource(strings = {"anp-vs", "standard"})
    void latentsStrayFromThoseOfSqueezedCopiesAsOnTheImagesOfTheReferences(String network) {
        double[] means = inspect(networks.get(network).bundle(), clean, 64).stream()
                .flatMap(judgement -> judgement.twin().stream())
                .mapToDouble(TwinComparison::mean)
                .toArray();

        assertThat(means).hasSizeGreaterThan(1000);
        assertThat(Arrays.stream(means).average().orElseThrow()).isBetween(0.5, 1.0);
    }

    @Test
    void aCardThatWasAskedForByItsNumberIsNotReplacedByTheProcessor() {
        assumeProcessorOnly();
        Bundle bundle = networks.get("anp-vs").bundle();

        assertThatThrownBy(() -> OnnxDetector.open(bundle, on("cuda:0")))
                .isInstanceOf(InferenceException.class)
                .hasMessageContainingAll("device cuda:0", "onnxruntime_gpu", "cpu or auto");
    }

    @Test
    void theProcessorJudgesAlikeWhereNoCardCanBeUsedAndSaysSo() {
        assumeProcessorOnly();
        Bundle bundle = networks.get("anp-vs").bundle();
        List<LabelledImage> images = clean.subList(0, 64);
        try (OnnxDetector detector = OnnxDetector.open(bundle, on("auto"))) {
            assertThat(detector.fallback()).get().asString().contains("device auto", "card 0");
            assertThat(inspect(detector, images, 64))
                    .extracting(Judgement::predictedClass)
                    .isEqualTo(inspect(bundle, images, 64).stream()
                            .map(Judgement::predictedClass)
                            .toList());
        }
    }

    private static void assumeProcessorOnly() {
        assumeFalse(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "skipped: this ONNX Runtime is the one for CUDA");
    }

    private static DetectorOptions on(String device) {
        return DetectorOptions.DEFAULTS.on(Device.of(device, 0));
    }

    private static List<Judgement> inspect(Bundle bundle, List<LabelledImage> images, int batch) {
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            return inspect(detector, images, batch);
        }
    }

    private static List<Judgement> inspect(OnnxDetector detector, List<LabelledImage> images, int batch) {
        List<Judgement> judgements = new ArrayList<>();
        for (int from = 0; from < images.size(); from += batch) {
            // Every third image goes without twin, so that both score sets are seen.
            List<LabelledImage> rows = images.subList(from, Math.min(images.size(), from + batch));
            List<ImageToInspect> inspected = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                inspected.add(new ImageToInspect(rows.get(i).image(), (from + i) % 3 != 0));
            }
            detector.inspect(inspected).forEach(outcome -> judgements.add(((Judged) outcome).judgement()));
        }
        return judgements;
    }

    private static boolean isAttacked(LabelledImage image) {
        return !image.attributes().getOrDefault("attack", "none").equals("none");
    }
}
