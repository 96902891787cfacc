package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.detect.WatchedBundle;
import io.latentwatch.evaluation.detect.WatchedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptiveAttackTest {
    private static final AdaptiveBudget BUDGET = new AdaptiveBudget(2, 2, 20, 200);
    private static final LabelledImages IMAGES = WatchedBundle.images(120);

    @TempDir
    private static Path folder;

    private static Bundle bundle;
    private static Surrogate surrogate;
    private static DetectorGuard detector;

    @BeforeAll
    static void profile() throws IOException {
        bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        surrogate = WatchedNetwork.surrogate(bundle);
        detector = new DetectorGuard(bundle, surrogate.scores(), 0.05);
    }

    /** Flags everything, or nothing; its excess is always 0. */
    private record Constant(boolean flag) implements Guard {
        @Override
        public boolean flags(float[] row) {
            return flag;
        }

        @Override
        public double excess(float[] row, int predicted, double weight, float[] slope) {
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void staysInItsBallAndLeavesTheCleanImagesAsTheyAre(AdaptivePlan.Kind kind) {
        AdaptivePlan plan = new AdaptivePlan("x", kind, 0.1);
        ImageBatch clean = IMAGES.slice(0, 10).toBatch();
        float[] before = clean.pixels().clone();
        try (Attacker attacker = new Attacker(surrogate, detector, BUDGET, IMAGES)) {
            ImageBatch attacked = attacker.attack(plan).perturb(attacker.network(plan), clean, new SplittableRandom(1));

            assertThat(clean.pixels()).containsExactly(before);
            assertThat(attacked.labels()).containsExactly(clean.labels());
            for (int i = 0; i < 10; i++) {
                assertThat(Ball.linf(0.1).distance(attacked.image(i), clean.image(i)))
                        .isLessThanOrEqualTo(0.1 + 1e-6);
            }
            for (float pixel : attacked.pixels()) {
                assertThat(pixel).isBetween(0f, 1f);
            }
        }
    }

    /** Its windows are most of so small an image, and what it may change is wrong in some all the same. */
    @Test
    void leavesWhatNoiseIsMeasuredBy() {
        LabelledImages some = IMAGES.slice(0, 40);
        try (Attacker attacker = new Attacker(surrogate, new Constant(true), BUDGET, IMAGES)) {
            LabelledImages quiet = attacked(attacker, AdaptivePlan.Kind.QUIET_PGD, 0.3, some);
            LabelledImages loud = attacked(attacker, AdaptivePlan.Kind.ADAPTIVE_PGD, 0.3, some);

            double[] before = noise(some);
            double[] after = noise(quiet);
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isLessThanOrEqualTo(before[i] + 1e-6);
            }
            double[] elsewhere = noise(loud);
            assertThat(IntStream.range(0, before.length)).anyMatch(i -> elsewhere[i] > before[i] + 1e-3);
            assertThat(wrong(attacker, quiet)).contains(true);
        }
    }

    private static double[] noise(LabelledImages images) {
        ObservedRow layout = surrogate.scores().row();
        try (InputGradient network = surrogate.open(BackwardPass.IDENTITY)) {
            float[] rows = network.logits(images.toBatch());
            return IntStream.range(0, images.count())
                    .mapToObj(i -> Arrays.copyOfRange(rows, i * layout.width(), (i + 1) * layout.width()))
                    .mapToDouble(row -> Noise.of(row, layout).level())
                    .toArray();
        }
    }

    /** The ball of radius 1 holds the clean images of other classes, which pass; what leaves a part of the image alone does not get to them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUIET_PGD")
    void passesWithEveryImageAtEpsilonOne(AdaptivePlan.Kind kind) {
        LabelledImages some = IMAGES.slice(0, 20);
        try (Attacker attacker = new Attacker(surrogate, detector, BUDGET, IMAGES)) {
            boolean[] wrong = wrong(attacker, attacked(attacker, kind, 1, some));
            boolean[] flagged = attacker.flags(attacked(attacker, kind, 1, some));
            for (int i = 0; i < 20; i++) {
                assertThat(wrong[i]).as("image %d is wrong", i).isTrue();
                assertThat(flagged[i]).as("image %d is flagged", i).isFalse();
            }
        }
    }

    /** Where everything is flagged, images that are wrong are still what is given; to decisions alone there is then no way. */
    @Test
    void keepsWhatIsWrongWhereNothingPasses() {
        LabelledImages some = IMAGES.slice(0, 20);
        try (Attacker attacker = new Attacker(surrogate, new Constant(true), BUDGET, IMAGES)) {
            assertThat(wrong(attacker, attacked(attacker, AdaptivePlan.Kind.ADAPTIVE_PGD, 0.3, some)))
                    .contains(true);
            assertThat(attacked(attacker, AdaptivePlan.Kind.DECISION, 0.3, some).pixels())
                    .containsExactly(some.pixels());
        }
    }

    /** Where nothing is flagged, decisions alone lead into a ball that holds a wrong image of almost every one. */
    @Test
    void findsItsWayByDecisions() {
        LabelledImages some = IMAGES.slice(0, 20);
        try (Attacker attacker =
                new Attacker(surrogate, new Constant(false), new AdaptiveBudget(2, 1, 20, 1000), IMAGES)) {
            boolean[] gradient = wrong(attacker, attacked(attacker, AdaptivePlan.Kind.ADAPTIVE_PGD, 0.2, some));
            boolean[] decisions = wrong(attacker, attacked(attacker, AdaptivePlan.Kind.DECISION, 0.2, some));

            assertThat(count(gradient)).isGreaterThanOrEqualTo(15);
            assertThat(count(decisions)).isGreaterThanOrEqualTo(count(gradient) / 2);
        }
    }

    /** Knowing the detector, an attack gets more past it than the same one that does not look at it. */
    @Test
    void knowingTheDetectorHelps() {
        LabelledImages some = IMAGES.slice(0, 60);
        try (Attacker blind = new Attacker(surrogate, new Constant(false), BUDGET, IMAGES);
                Attacker knowing = new Attacker(surrogate, detector, BUDGET, IMAGES)) {
            LabelledImages blindly = attacked(blind, AdaptivePlan.Kind.ADAPTIVE_PGD, 0.2, some);
            LabelledImages knowingly = attacked(knowing, AdaptivePlan.Kind.ADAPTIVE_PGD, 0.2, some);

            assertThat(passing(knowing, knowingly)).isGreaterThan(passing(knowing, blindly));
        }
    }

    /** An image whose scores all lie at their limits passes: the families' mean is what each of them is. */
    @Test
    void whatStaysBelowItsLimitsPasses() {
        RawScores scores = surrogate.scores();
        ObservedRow layout = scores.row();
        float[] slope = new float[layout.width()];
        int passed = 0;
        try (InputGradient network = surrogate.open(BackwardPass.IDENTITY)) {
            float[] rows = network.logits(IMAGES.toBatch());
            for (int i = 0; i < IMAGES.count(); i++) {
                float[] row = Arrays.copyOfRange(rows, i * layout.width(), (i + 1) * layout.width());
                if (detector.excess(row, layout.predicted(row), 0, slope) == 0) {
                    passed++;
                    assertThat(detector.flags(row)).isFalse();
                }
            }
        }
        assertThat(passed).isBetween(IMAGES.count() / 2, IMAGES.count());
        assertThat(ScoreLimits.largest(value -> value <= 3)).isCloseTo(3, within(1e-5));
        assertThat(ScoreLimits.largest(value -> true)).isInfinite();
    }

    /** 5 % of 301 images: the 15th largest doubt, which 14 images exceed. */
    @Test
    void theConfidenceControlFlagsItsShare() {
        ConfidenceGuard guard = ConfidenceGuard.of(bundle, surrogate.scores(), 0.05);
        LabelledImages many = WatchedBundle.images(2000);
        try (Attacker attacker = new Attacker(surrogate, guard, BUDGET, IMAGES)) {
            assertThat(count(attacker.flags(many))).isBetween(40, 170);
        }
    }

    @Test
    void refusesARadiusThatIsNone() {
        assertThat(AdaptivePlan.parse("orthogonal-pgd:0.25").epsilon()).isEqualTo(0.25);
        assertThat(AdaptivePlan.isOne("pgd-40:0.3")).isFalse();
        assertThatThrownBy(() -> AdaptivePlan.parse("decision")).hasMessageContaining("decision:0.3");
        assertThatThrownBy(() -> AdaptivePlan.parse("decision:far")).hasMessageContaining("'decision:far'");
        assertThatThrownBy(() -> AdaptivePlan.parse("decision:2")).hasMessageContaining("[0,1]");
    }

    private static LabelledImages attacked(
            Attacker attacker, AdaptivePlan.Kind kind, double epsilon, LabelledImages some) {
        AdaptivePlan plan = new AdaptivePlan("x", kind, epsilon);
        Attack attack = attacker.attack(plan);
        return AttackedImages.of(attack, attacker.network(plan), some, 1, count -> {})
                .images();
    }

    private static boolean[] wrong(Attacker attacker, LabelledImages images) {
        ObservedRow layout = surrogate.scores().row();
        InputGradient network = attacker.network(new AdaptivePlan("x", AdaptivePlan.Kind.DECISION, 1));
        float[] rows = network.logits(images.toBatch());
        boolean[] wrong = new boolean[images.count()];
        for (int i = 0; i < wrong.length; i++) {
            float[] row = Arrays.copyOfRange(rows, i * layout.width(), (i + 1) * layout.width());
            wrong[i] = layout.predicted(row) != images.label(i);
        }
        return wrong;
    }

    private static int passing(Attacker attacker, LabelledImages images) {
        boolean[] passing = wrong(attacker, images);
        boolean[] flagged = attacker.flags(images);
        for (int i = 0; i < passing.length; i++) {
            passing[i] &= !flagged[i];
        }
        return count(passing);
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }
}
