package io.latentwatch.evaluation.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SanityCheckTest {
    private static final List<Point> BY_EPSILON = points(0.15, 0.9, 0.3, 0.8, 1, 0);
    private static final List<Point> BY_STEPS = points(1, 0.95, 40, 0.8, 100, 0.795);
    private static final List<Point> BY_RESTARTS = points(1, 0.8, 5, 0.79);
    private static final List<Point> BY_STEP_SIZE = points(0.01, 0.8, 0.03, 0.795, 0.3, 0.9);
    private static final List<Double> LOSSES = List.of(0.1, 0.5, 0.6);

    private record Fault(SanityCheck check, SanityMeasurements measured) {
        @Override
        public String toString() {
            return check.name();
        }
    }

    private static Stream<Fault> faults() {
        return Stream.of(
                new Fault(SanityCheck.RIGHT_AT_EPSILON_ONE, byEpsilon(points(0.15, 0.9, 0.3, 0.8, 1, 0.02))),
                new Fault(SanityCheck.LARGER_BALL_WEAKER, byEpsilon(points(0.15, 0.7, 0.3, 0.8, 1, 0))),
                new Fault(SanityCheck.BLACK_BOX_STRONGER, sound(BY_EPSILON, 0.9, 0.95, 0.7, LOSSES, 0)),
                new Fault(SanityCheck.MORE_STEPS_WEAKER, sweeps(points(1, 0.7, 40, 0.8), BY_RESTARTS, BY_STEP_SIZE)),
                new Fault(SanityCheck.MORE_RESTARTS_WEAKER, sweeps(BY_STEPS, points(1, 0.8, 5, 0.82), BY_STEP_SIZE)),
                new Fault(
                        SanityCheck.OTHER_STEP_SIZE_STRONGER,
                        sweeps(BY_STEPS, BY_RESTARTS, points(0.01, 0.8, 0.03, 0.7))),
                new Fault(SanityCheck.SINGLE_STEP_STRONGER, sound(BY_EPSILON, 0.75, 0.95, 0.9, LOSSES, 0)),
                new Fault(SanityCheck.NOISE_AS_STRONG, sound(BY_EPSILON, 0.9, 0.805, 0.9, LOSSES, 0)),
                new Fault(SanityCheck.LOSS_DOES_NOT_RISE, sound(BY_EPSILON, 0.9, 0.95, 0.9, List.of(0.1, 0.6, 0.5), 0)),
                new Fault(SanityCheck.ZERO_GRADIENTS, sound(BY_EPSILON, 0.9, 0.95, 0.9, LOSSES, 0.06)));
    }

    @Test
    void aSoundEvaluationRaisesNothing() {
        assertThat(sound(BY_EPSILON, 0.9, 0.95, 0.9, LOSSES, 0).findings())
                .hasSize(SanityCheck.values().length)
                .noneMatch(SanityFinding::raised);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultRaisesItsOwnCheckAlone(Fault fault) {
        assertThat(fault.measured().findings())
                .filteredOn(SanityFinding::raised)
                .extracting(SanityFinding::check)
                .containsExactly(fault.check());
    }

    @Test
    void evidenceHoldsTheNumbers() {
        SanityFinding finding =
                byEpsilon(points(0.15, 0.9, 0.3, 0.8, 1, 0.02)).findings().get(0);

        assertThat(finding.evidence()).contains("2.00 %", "epsilon 1.0");
    }

    @Test
    void withoutASourceNothingIsSaidOfTheBlackBox() {
        assertThat(sound(BY_EPSILON, 0.9, 0.95, null, LOSSES, 0).findings())
                .extracting(SanityFinding::check)
                .doesNotContain(SanityCheck.BLACK_BOX_STRONGER);
    }

    /** 0.01 of 200 images are two, of 50 half an image: there two images count too, one does not. */
    @ParameterizedTest
    @CsvSource({"200, 0.795, 0.805, true", "200, 0.795, 0.8, false", "50, 0.78, 0.8, false", "50, 0.76, 0.8, true"})
    void differencesCountFromOnePercentAndTwoImagesOn(int images, double first, double second, boolean raised) {
        SanityMeasurements measured = new SanityMeasurements(
                images,
                0.98,
                0,
                BY_EPSILON,
                points(1, first, 40, second),
                BY_RESTARTS,
                BY_STEP_SIZE,
                0,
                1,
                null,
                LOSSES,
                0);

        assertThat(measured.findings())
                .filteredOn(finding -> finding.check() == SanityCheck.MORE_STEPS_WEAKER)
                .extracting(SanityFinding::raised)
                .containsExactly(raised);
    }

    @Test
    void noiseIsNoRivalWhereTheAttackLeavesNothing() {
        SanityMeasurements broken = new SanityMeasurements(
                200,
                0.98,
                0,
                points(0.3, 0, 1, 0),
                points(1, 0, 40, 0),
                points(1, 0),
                points(0.01, 0),
                0,
                0,
                0.0,
                LOSSES,
                0);

        assertThat(broken.findings()).noneMatch(SanityFinding::raised);
    }

    private static SanityMeasurements byEpsilon(List<Point> byEpsilon) {
        return sound(byEpsilon, 0.9, 0.95, 0.9, LOSSES, 0);
    }

    private static SanityMeasurements sweeps(List<Point> bySteps, List<Point> byRestarts, List<Point> byStepSize) {
        return new SanityMeasurements(
                200, 0.98, 0.8, BY_EPSILON, bySteps, byRestarts, byStepSize, 0.9, 0.95, 0.9, LOSSES, 0);
    }

    private static SanityMeasurements sound(
            List<Point> byEpsilon, double singleStep, double noise, Double transfer, List<Double> losses, double zero) {
        return new SanityMeasurements(
                200,
                0.98,
                0.8,
                byEpsilon,
                BY_STEPS,
                BY_RESTARTS,
                BY_STEP_SIZE,
                singleStep,
                noise,
                transfer,
                losses,
                zero);
    }

    /** Pairs of value and accuracy. */
    private static List<Point> points(double... pairs) {
        return Stream.iterate(0, i -> i + 2)
                .limit(pairs.length / 2)
                .map(i -> new Point(pairs[i], pairs[i + 1]))
                .toList();
    }
}
