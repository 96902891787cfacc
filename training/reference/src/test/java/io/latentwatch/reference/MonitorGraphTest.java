package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.MedianTwoByTwo;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorGraphTest {
    private static final int N = 40;

    @TempDir
    private static Path folder;

    private static TinyClassifier network;
    private static Bundle bundle;

    @BeforeAll
    static void profile() throws IOException {
        network = new TinyClassifier(7);
        bundle = BundleReader.read(
                TinyBundle.profile(network, folder, List.of(new BitDepth(1), new BitDepth(3), new MedianTwoByTwo())));
    }

    @Test
    void scoresEqualThePlainJavaOracle() {
        TinyImages images = new TinyImages(N, 99);
        ScoreOracle oracle = new ScoreOracle(network, bundle);
        ByteBuffer pixels = ByteBuffer.allocateDirect(N * 144);
        List<ScoreOracle.Scores> expected = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            pixels.put(images.pixels(i));
            expected.add(oracle.of(images.pixels(i)));
        }
        MonitorOutputs outputs = infer(pixels.flip(), LongBuffer.wrap(new long[] {3, 4, 17, 39}));

        assertClose(outputs.probabilities(), join(expected, ScoreOracle.Scores::probabilities));
        assertScoresClose(outputs.scores(), join(expected, ScoreOracle.Scores::plain), N);
        List<ScoreOracle.Scores> twinned =
                List.of(expected.get(3), expected.get(4), expected.get(17), expected.get(39));
        assertScoresClose(outputs.twinScores(), join(twinned, ScoreOracle.Scores::twin), twinned.size());
        for (int i = 0; i < N; i++) {
            double[] deviations = expected.get(i).deviations();
            double largest = 0;
            for (double deviation : deviations) {
                largest = Math.max(largest, Math.abs(deviation));
            }
            float[] top = new float[5];
            double[] named = new double[5];
            for (int t = 0; t < 5; t++) {
                top[t] = outputs.topDeviations()[i * 5 + t];
                named[t] = deviations[(int) outputs.topFeatures()[i * 5 + t]];
            }
            assertClose(top, named);
            assertThat((double) Math.abs(top[0])).isCloseTo(largest, offset(1e-5 * largest));
        }
    }

    @Test
    void aBatchWithoutTwinsGivesEmptyTwinOutputs() {
        ByteBuffer pixels = ByteBuffer.allocateDirect(144)
                .put(new TinyImages(1, 5).pixels(0))
                .flip();
        MonitorOutputs outputs = infer(pixels, LongBuffer.allocate(0));
        assertThat(outputs.images()).isEqualTo(1);
        assertThat(outputs.twinScores()).isEmpty();
        assertThat(outputs.twinClasses()).isEmpty();
    }

    @Test
    void batchesOfOneSevenAndSixtyFourGiveTheSameClassesAndFlags() {
        TinyImages images = new TinyImages(512, 123);
        List<Judgement> whole = inspect(images, 64);
        for (int size : new int[] {1, 7}) {
            List<Judgement> parts = inspect(images, size);
            for (int i = 0; i < whole.size(); i++) {
                assertThat(parts.get(i).predictedClass()).isEqualTo(whole.get(i).predictedClass());
                assertThat(parts.get(i).flagged())
                        .as("image %d in batches of %d", i, size)
                        .isEqualTo(whole.get(i).flagged());
                assertThat(parts.get(i).suspicion()).isCloseTo(whole.get(i).suspicion(), withPercentage(5));
            }
        }
    }

    @Test
    void flagsAboutAsManyFreshCleanImagesAsPromised() {
        long flagged = inspect(new TinyImages(4000, 4711), 64).stream()
                .filter(Judgement::flagged)
                .count();
        // Expected 1 % at most; the share varies over calibration draws (r = 47 of 6400) and over these 4000 images: 3
        // sigma of both is 0.6 %.
        assertThat(flagged / 4000.0).isBetween(0.001, 0.016);
    }

    private static List<Judgement> inspect(TinyImages images, int batch) {
        List<ImageToInspect> all = images.images()
                .map(image -> new ImageToInspect(
                        image.image(), Math.floorMod(image.id().hashCode(), 2) == 0))
                .toList();
        List<Judgement> judgements = new ArrayList<>();
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            for (int from = 0; from < all.size(); from += batch) {
                for (Outcome outcome : detector.inspect(all.subList(from, Math.min(all.size(), from + batch)))) {
                    judgements.add(((Outcome.Judged) outcome).judgement());
                }
            }
        }
        return judgements;
    }

    private static MonitorOutputs infer(ByteBuffer pixels, LongBuffer twinRows) {
        try (MonitorSession session = MonitorSession.open(
                bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), 1)) {
            return session.infer(pixels, pixels.remaining() / 144, twinRows);
        }
    }

    private static double[] join(List<ScoreOracle.Scores> scores, Function<ScoreOracle.Scores, double[]> part) {
        return scores.stream()
                .flatMapToDouble(s -> Arrays.stream(part.apply(s)))
                .toArray();
    }

    /** Score by score, since they differ in size: {@code [images, scores]}, rows first. */
    private static void assertScoresClose(float[] found, double[] expected, int images) {
        assertThat(found).hasSize(expected.length);
        int scores = expected.length / images;
        for (int score = 0; score < scores; score++) {
            float[] foundOfScore = new float[images];
            double[] expectedOfScore = new double[images];
            for (int image = 0; image < images; image++) {
                foundOfScore[image] = found[image * scores + score];
                expectedOfScore[image] = expected[image * scores + score];
            }
            assertClose(foundOfScore, expectedOfScore);
        }
    }

    /** 1e-5 of the largest value. */
    private static void assertClose(float[] found, double[] expected) {
        assertThat(found).hasSize(expected.length);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).as("value %d", i).isCloseTo(expected[i], offset(1e-5 * largest));
        }
    }
}
