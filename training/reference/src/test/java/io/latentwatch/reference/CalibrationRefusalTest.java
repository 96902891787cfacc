package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calibrations whose hashes and shapes are in order and whose values are not. The tiny classifier has 5 plain scores, 5 of twins and 3 classes. */
class CalibrationRefusalTest {
    private static final int SCORES = 10;

    @TempDir
    private static Path folder;

    private static Bundle bundle;

    @BeforeAll
    static void profile() throws IOException {
        bundle = BundleReader.read(TinyBundle.profile(new TinyClassifier(7), folder));
    }

    record Case(String file, String what, Consumer<double[]> change, String message) {
        @Override
        public String toString() {
            return file + ": " + what;
        }
    }

    static List<Case> cases() {
        String plain = BundleFiles.PLAIN_SUSPICION;
        String twin = BundleFiles.TWIN_SUSPICION;
        String pooled = BundleFiles.POOLED_SURVIVAL;
        String tails = BundleFiles.TAILS;
        return List.of(
                new Case(plain, "NaN", v -> v[7] = Double.NaN, ": value 7 is NaN, expected a finite number"),
                new Case(twin, "infinite", v -> v[6399] = Double.POSITIVE_INFINITY, ": value 6399 is Infinity"),
                new Case(twin, "unsorted", v -> swap(v, 0, 9), ", expected an ascending row"),
                new Case(pooled, "NaN", v -> v[0] = Double.NaN, ", row 0: value 0 is NaN, expected a finite number"),
                new Case(pooled, "descending", CalibrationRefusalTest::turnLastRow, ", row 9: value "),
                new Case(
                        BundleFiles.survival(0),
                        "infinite",
                        v -> v[0] = Double.NEGATIVE_INFINITY,
                        ", row 0: value 0 is -Infinity, expected a finite number"),
                new Case(
                        tails,
                        "a start that is NaN",
                        v -> v[3 * SCORES * 2] = Double.NaN,
                        ", row 3, score 0: the tail begins at NaN, expected a place among the scores"),
                new Case(
                        tails,
                        "a start beyond the scores",
                        v -> v[3 * SCORES * 2 + 2] = 1e9,
                        ", row 3, score 1: the tail begins at 1.0E9, expected a place among the scores"),
                new Case(
                        tails,
                        "no excess",
                        v -> v[3 * SCORES * 2 + 1] = 0,
                        ", row 3, score 0: the tail's mean excess is 0.0, expected a finite number above 0"),
                new Case(
                        BundleFiles.CLEAN_DISTORTION,
                        "zero",
                        v -> v[4] = 0,
                        ": value 4 is 0.0, expected a finite number above 0"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refuses(Case given) {
        NpyArray array = bundle.array(given.file());
        Integer[] shape = array.shape().toArray(Integer[]::new);
        boolean wide = array.type() == NpyArray.Type.FLOAT64;
        double[] values = wide ? array.doubles(given.file(), shape) : widened(array.floats(given.file(), shape));
        given.change().accept(values);
        NpyArray changed = wide ? NpyArray.of(values, shape) : NpyArray.of(narrowed(values), shape);
        assertRefused(given.file(), changed, given.message());
    }

    @Test
    void refusesSurvivalFunctionsWithoutScores() {
        assertRefused(
                BundleFiles.POOLED_SURVIVAL,
                NpyArray.of(new float[0], SCORES, 0),
                " is FLOAT32 [10, 0], manifest.json says FLOAT32 [10, n] with n at least 1");
    }

    @Test
    void refusesATableWithoutSuspicions() {
        assertRefused(
                BundleFiles.PLAIN_SUSPICION,
                NpyArray.of(new double[0], 0),
                ": 0 calibration images, a false-alarm rate of 0.01 takes at least 459");
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    private static void swap(double[] values, int one, int other) {
        double kept = values[one];
        values[one] = values[other];
        values[other] = kept;
    }

    /** The last row of {@code [S, n]} from its largest score to its smallest. */
    private static void turnLastRow(double[] values) {
        int n = values.length / SCORES;
        for (int i = 0; i < n / 2; i++) {
            swap(values, values.length - n + i, values.length - 1 - i);
        }
    }

    private static void assertRefused(String file, NpyArray array, String message) {
        Map<String, byte[]> contents = new HashMap<>(bundle.contents());
        contents.put(file, array.write());
        Bundle planted = new Bundle(bundle.id() + message, bundle.manifest(), false, "planted", contents);
        assertThatThrownBy(() -> OnnxDetector.open(planted, DetectorOptions.DEFAULTS))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("planted/" + file, message, "; profile ");
    }
}
