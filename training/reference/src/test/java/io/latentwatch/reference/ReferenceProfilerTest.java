package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Sha256;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.PrintRing;
import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.reference.profile.ProfileReport;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReferenceProfilerTest {
    @TempDir
    private Path folder;

    private final TinyClassifier network = new TinyClassifier(11);
    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.write(folder.resolve("model.onnx"), network.onnx());
    }

    @Test
    void findsTheTapsAndKeepsTheModelByteForByte() throws IOException {
        Bundle bundle = profiled(new TinyImages(1000, 3));
        assertThat(bundle.manifest().taps())
                .extracting(Manifest.Tap::name, Manifest.Tap::features, Manifest.Tap::shape)
                .containsExactly(
                        tuple("relu1", 4, List.of(4, 10, 10)),
                        tuple("relu2", 6, List.of(6, 3, 3)),
                        tuple("relu3", 16, List.of(16)));
        assertThat(bundle.file(BundleFiles.MODEL)).isEqualTo(network.onnx());
    }

    @Test
    void splitsAreDisjointAndStandInTheBundle() throws IOException {
        Bundle bundle = profiled(new TinyImages(1000, 3));
        Set<Long> standardisation = hashes(bundle, "standardisation");
        Set<Long> calibration = hashes(bundle, "calibration");
        assertThat(standardisation).hasSize(200).doesNotContainAnyElementsOf(calibration);
        assertThat(calibration)
                .hasSize(800)
                .contains(ImageHash.of(new TinyImages(1000, 3).pixels(calibrated(calibration))));
        assertThat(bundle.manifest().splits().get("calibration").images()).isEqualTo(800);
        assertThat(bundle.manifest().splits().get("calibration").sha256())
                .isEqualTo(Sha256.hex(bundle.file(BundleFiles.split("calibration"))));
    }

    private static int calibrated(Set<Long> calibration) {
        TinyImages images = new TinyImages(1000, 3);
        return IntStream.range(0, 1000)
                .filter(i -> calibration.contains(ImageHash.of(images.pixels(i))))
                .findFirst()
                .orElseThrow();
    }

    /** The mean of |a - mu| / (delta + floor) over the images that mu and delta were taken from lies below 1, and near it. */
    @Test
    void theReferencesOwnDistortionIsAboutOne() throws IOException {
        Bundle bundle = profiled(new TinyImages(4000, 3));
        float[] distortion = bundle.array(BundleFiles.CLEAN_DISTORTION).floats(BundleFiles.CLEAN_DISTORTION, 3, 3);
        for (float value : distortion) {
            assertThat(value).isBetween(0.4f, 1.0f);
        }
    }

    @Test
    void imagesThatOccurTwiceAreLeftOutAndCounted() throws IOException {
        ProfileReport report =
                new ReferenceProfiler(TinyBundle.request(model, twice(new TinyImages(1000, 3)), out())).profile();
        assertThat(report.repeated()).isEqualTo(1000);
        assertThat(report.standardisationImages() + report.calibrationImages()).isEqualTo(1000);
    }

    @Test
    void imagesThatWereTrainedOnAreRefusedAboveAThousandthAndLeftOutBelow() throws IOException {
        TinyImages images = new TinyImages(2000, 3);
        long[] two = {ImageHash.of(images.pixels(0)), ImageHash.of(images.pixels(1))};
        Arrays.sort(two);
        ProfileReport report = new ReferenceProfiler(trainedOn(images, two)).profile();
        assertThat(report.overlapping()).isEqualTo(2);

        long[] three = IntStream.range(0, 3)
                .mapToLong(i -> ImageHash.of(images.pixels(i)))
                .sorted()
                .toArray();
        assertThatThrownBy(() -> new ReferenceProfiler(trainedOn(images, three)).profile())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("3 of its 2000 images were trained on", "at most 0.001");
    }

    @Test
    void tooFewImagesAreRefusedSayingHowManyItTakes() {
        assertThatThrownBy(() -> profiled(new TinyImages(550, 3)))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("440 calibration images", "at least 459");
        assertThatThrownBy(() -> profiled(new TinyImages(100, 3))).hasMessageContainingAll("20 images", "at least 100");
    }

    @Test
    void aNetworkThatGivesNanIsRefused() throws IOException {
        network.bias3[2] = Float.NaN;
        Files.write(model, network.onnx());
        assertThatThrownBy(() -> profiled(new TinyImages(1000, 3)))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void anImageOfAnotherSizeIsRefusedByName() {
        ImageSet odd =
                new OneImage(new LabelledImage("odd", EncodedImage.raw(new byte[9], 3, 3, 1), OptionalInt.empty()));
        assertThatThrownBy(() -> profiled(odd)).hasMessageContainingAll("'odd'", "3 x 3", "12 x 12", "--resize");
    }

    @Test
    void aWrongNumberOfClassNamesIsRefused() {
        Path classes = folder.resolve("classes.txt");
        assertThat(run("--images", idx(), "--classes", write(classes, "one\ntwo\n")))
                .isEqualTo(1);
    }

    @Test
    void classNamesThatOccurTwiceAreRefusedBeforeAnyImageIsRead() {
        ProfileRequest plain = TinyBundle.request(model, new TinyImages(0, 3), out());
        ProfileRequest request = new ProfileRequest(
                plain.model(),
                plain.images(),
                plain.out(),
                plain.architecture(),
                List.of("left", "right", "left"),
                plain.taps(),
                plain.input(),
                plain.squeezers(),
                plain.topFeatures(),
                plain.perClass(),
                plain.seed(),
                plain.trainingHashes(),
                plain.examples(),
                plain.training(),
                plain.commit(),
                plain.signKey());
        assertThatThrownBy(() -> new ReferenceProfiler(request).profile())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("model.onnx", "[left, right, left]", "expected distinct", "--classes");
    }

    @Test
    void theCommandSignsWithAKeyOfKeygen() throws IOException {
        assertThat(commandLine()
                        .execute("keygen", "--out", folder.resolve("team").toString()))
                .isZero();
        assertThat(run(
                        "--images",
                        idx(),
                        "--sign-key",
                        folder.resolve("team.key").toString()))
                .isZero();
        Bundle bundle = BundleReader.read(out(), List.of(SigningKeys.readPublic(folder.resolve("team.pub"))));
        assertThat(bundle.signed()).isTrue();
        assertThat(commandLine()
                        .execute("keygen", "--out", folder.resolve("team").toString()))
                .isEqualTo(1);
    }

    @Test
    void inspectSaysWhatAModelAndABundleHold() throws IOException {
        profiled(new TinyImages(1000, 3));
        assertThat(printedBy("inspect", "--model", model.toString()))
                .contains(
                        "image [1, 12, 12], NCHW, opset 17",
                        "logits, 3 classes, LOGITS",
                        "watched   relu2 [6, 3, 3], 6 features (CHANNEL), Relu");
        assertThat(printedBy("inspect", "--bundle", out().toString()))
                .contains("[left, middle, right]", "calibration, 800 images", "probes are as they must be");
    }

    /** One in a hundred of other images may come as near to 50 more as the bundle says: 20 of 2,000; 40 would be four deviations more. */
    @Test
    void saysHowNearCleanImagesComeToEachOther() throws IOException {
        profiled(new TinyImages(1000, 3));
        try (OnnxDetector detector = OnnxDetector.open(out(), DetectorOptions.DEFAULTS)) {
            CleanRates clean = detector.cleanRates();
            PrintRing ring = new PrintRing();
            TinyImages others = new TinyImages(2000, 77);
            int near = 0;
            for (int i = 0; i < 2000; i++) {
                near += ring.add(ImagePrint.of(others.pixels(i), 1, 12, 12)) <= clean.nearPrint() ? 1 : 0;
            }
            assertThat(clean.calibrationImages()).isEqualTo(800);
            assertThat(clean.nearPrint()).isPositive();
            assertThat(clean.flips()).isBetween(0.0, 0.5);
            assertThat(near).isLessThanOrEqualTo(40);
        }
    }

    /** Each predicted class has its own suspicions; the job looks them up by the class that it predicts. */
    @Test
    void calibratesByClassWhereItIsAskedTo() throws IOException {
        giveAllClassesTheirShare();
        assertThat(run("--images", idx(6000), "--per-class")).isZero();
        Bundle bundle = BundleReader.read(out());

        assertThat(bundle.has(BundleFiles.PLAIN_SUSPICION)).isFalse();
        CalibrationTables tables = CalibrationTables.read(bundle, BundleFiles.TWIN_SUSPICION, 0.01);
        int together = 0;
        for (String table : Set.of(tables.name(0), tables.name(1), tables.name(2))) {
            String file = BundleFiles.suspicion(BundleFiles.TWIN_SUSPICION, table);
            together += bundle.array(file).shape().get(0);
        }
        assertThat(together).isEqualTo(4800);
        assertThat(bundle.file(BundleFiles.REPORT)).asString().contains("\"class-");
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            assertThat(detector.bundleId()).isEqualTo(bundle.id());
        }
    }

    /** A class that is never predicted has no images; alone it makes no table, so the smaller of the others joins it. */
    @Test
    void saysWhichClassesShareTheTableOfTheRest() throws IOException {
        giveAllClassesTheirShare();
        neverPredictTheFirstClass();
        List<String> names = List.of("left", "middle", "right");
        String printed = profilePrints(
                "--images",
                idx(6000),
                "--per-class",
                "--classes",
                write(folder.resolve("names.txt"), String.join("\n", names)));

        CalibrationTables tables = CalibrationTables.read(BundleReader.read(out()), BundleFiles.TWIN_SUSPICION, 0.01);
        int own = tables.name(1).equals(CalibrationTables.REST) ? 2 : 1;
        int rest = 3 - own;
        assertThat(tables.name(own)).isEqualTo("class-" + own);
        assertThat(printed)
                .contains("table class-%d, %d images%n"
                        .formatted(own, tables.of(own).images()))
                .contains("table rest, %d images of the classes left, %s%n"
                        .formatted(tables.of(rest).images(), names.get(rest)));
    }

    @Test
    void saysWhichClassesHaveTooFewImagesForReferencesOfTheirOwn() throws IOException {
        neverPredictTheFirstClass();
        assertThat(profilePrints("--images", idx()))
                .contains("the references of all images stand for those of the classes class 0 (0)")
                .contains(", which have fewer than 20%n".formatted());
    }

    @Test
    void saysNothingOfClassesWhereAllHaveReferencesAndOneTable() throws IOException {
        giveAllClassesTheirShare();
        assertThat(profilePrints("--images", idx()))
                .contains("table pooled, 800 images%n".formatted())
                .doesNotContain("the classes");
    }

    private void neverPredictTheFirstClass() throws IOException {
        network.bias4[0] -= 1000;
        Files.write(model, network.onnx());
    }

    /** Shifts the logits so that their means agree: with its random weights the network prefers one class. */
    private void giveAllClassesTheirShare() throws IOException {
        TinyImages images = new TinyImages(200, 5);
        double[] means = new double[TinyClassifier.CLASSES];
        for (int i = 0; i < 200; i++) {
            byte[] pixels = images.pixels(i);
            double[] logits = network.forward(IntStream.range(0, 144)
                            .mapToDouble(p -> (pixels[p] & 0xff) / 255.0)
                            .toArray())
                    .logits();
            for (int k = 0; k < logits.length; k++) {
                means[k] += logits[k] / 200;
            }
        }
        for (int k = 0; k < means.length; k++) {
            network.bias4[k] -= (float) means[k];
        }
        Files.write(model, network.onnx());
    }

    @Test
    void refusesToCalibrateByClassWithTooFewImages() throws IOException {
        assertThat(run("--images", idx(700), "--per-class")).isEqualTo(1);
        assertThat(out()).doesNotExist();
    }

    private String profilePrints(String... more) {
        return printedBy(arguments(more));
    }

    private static String printedBy(String... arguments) {
        StringWriter printed = new StringWriter();
        CommandLine line = commandLine();
        line.setOut(new PrintWriter(printed));
        assertThat(line.execute(arguments)).isZero();
        return printed.toString();
    }

    @Test
    void provenanceHoldsNoPaths() throws IOException {
        KeyPair pair = SigningKeys.generate();
        ProfileRequest plain = TinyBundle.request(model, new TinyImages(1000, 3), out());
        ProfileRequest request = new ProfileRequest(
                plain.model(),
                plain.images(),
                plain.out(),
                plain.architecture(),
                plain.classes(),
                plain.taps(),
                plain.input(),
                plain.squeezers(),
                plain.topFeatures(),
                plain.perClass(),
                plain.seed(),
                plain.trainingHashes(),
                plain.examples(),
                Map.of("epochs", 10),
                Optional.of("0123abc"),
                Optional.of(pair.getPrivate()));
        new ReferenceProfiler(request).profile();
        String manifest = Files.readString(out().resolve("manifest.json"));
        assertThat(manifest)
                .contains("0123abc", "\"epochs\" : 10", "onnxruntime")
                .doesNotContain(folder.toString());
    }

    private Bundle profiled(ImageSet images) throws IOException {
        new ReferenceProfiler(TinyBundle.request(model, images, out())).profile();
        return BundleReader.read(out());
    }

    private ProfileRequest trainedOn(ImageSet images, long[] hashes) {
        ProfileRequest plain = TinyBundle.request(model, images, out());
        return new ProfileRequest(
                plain.model(),
                plain.images(),
                plain.out(),
                plain.architecture(),
                plain.classes(),
                plain.taps(),
                plain.input(),
                plain.squeezers(),
                plain.topFeatures(),
                plain.perClass(),
                plain.seed(),
                hashes,
                plain.examples(),
                plain.training(),
                plain.commit(),
                plain.signKey());
    }

    private Path out() {
        return folder.resolve("bundle");
    }

    private int run(String... more) {
        return commandLine().execute(arguments(more));
    }

    private String[] arguments(String... more) {
        return Stream.concat(
                        Stream.of("profile", "--model", model.toString(), "--out", out().toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    private static CommandLine commandLine() {
        return Main.commandLine();
    }

    private static String write(Path file, String text) {
        try {
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** 1,000 tiny images as an IDX file. */
    private String idx() {
        return idx(1000);
    }

    private String idx(int count) {
        TinyImages images = new TinyImages(count, 3);
        ByteBuffer file = ByteBuffer.allocate(16 + count * 144)
                .putInt(0x803)
                .putInt(count)
                .putInt(12)
                .putInt(12);
        IntStream.range(0, count).forEach(i -> file.put(images.pixels(i)));
        try {
            return Files.write(folder.resolve("images-idx3-ubyte"), file.array())
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<Long> hashes(Bundle bundle, String split) {
        ByteBuffer file = ByteBuffer.wrap(bundle.file(BundleFiles.split(split)));
        Set<Long> hashes = new HashSet<>();
        while (file.hasRemaining()) {
            hashes.add(file.getLong());
        }
        return hashes;
    }

    private static ImageSet twice(ImageSet images) {
        return new ImageSet() {
            @Override
            public Stream<LabelledImage> images() {
                return Stream.concat(images.images(), images.images());
            }

            @Override
            public long size() {
                return 2 * images.size();
            }

            @Override
            public List<String> classNames() {
                return images.classNames();
            }

            @Override
            public String description() {
                return images.description() + " twice";
            }
        };
    }

    private record OneImage(LabelledImage image) implements ImageSet {
        @Override
        public Stream<LabelledImage> images() {
            return Stream.of(image);
        }

        @Override
        public long size() {
            return 1;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public String description() {
            return "one image";
        }
    }
}
