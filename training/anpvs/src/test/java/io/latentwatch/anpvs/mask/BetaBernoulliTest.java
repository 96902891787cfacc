package io.latentwatch.anpvs.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected numbers were computed with another implementation. */
class BetaBernoulliTest {
    private static final double PRIOR = 1e-4;

    @ParameterizedTest
    @CsvSource({
        "-1, 0.5413, 0.313262, 0.999984, 7.049953, 0.238541",
        "2, 0.5413, 2.126928, 0.999984, 8.965076, 0.680200",
        "0, 0.5413, 0.693147, 0.999984, 7.843982, 0.409388",
        "-3, 2, 0.048587, 2.126928, 4.865051, 0.003106",
        "2, 5, 2.126928, 5.006715, 8.491088, 0.389206",
        "-10, 0.5413, 0.000045, 0.999984, 0.413002, 0.000045"
    })
    void divergenceAndExpectationAreTheSpecifiedOnes(
            double aUnconstrained, double bUnconstrained, double a, double b, double kl, double expected) {
        double shapeA = BetaBernoulli.a(aUnconstrained);
        double shapeB = BetaBernoulli.b(bUnconstrained);

        assertThat(shapeA).isCloseTo(a, within(6e-7));
        assertThat(shapeB).isCloseTo(b, within(6e-7));
        assertThat(BetaBernoulli.kl(shapeA, shapeB, PRIOR)).isCloseTo(kl, within(1e-6));
        assertThat(BetaBernoulli.expected(shapeA, shapeB)).isCloseTo(expected, within(6e-7));
    }

    /** Beta(A, 1) and Kumaraswamy(A, 1) are the same distribution. */
    @Test
    void divergenceOfThePriorFromItselfIsZero() {
        assertThat(BetaBernoulli.kl(PRIOR, 1, PRIOR)).isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0.858246, -0.407556", "2, 0.414097, -0.407667"})
    void divergencesGradientIsTheSpecifiedOne(double start, double byA, double byB) {
        double a = BetaBernoulli.a(start);
        double b = BetaBernoulli.b(0.5413);

        assertThat(BetaBernoulli.klByA(a, b, PRIOR) * BetaBernoulli.slopeOfA(start))
                .isCloseTo(byA, within(2e-6));
        assertThat(BetaBernoulli.klByB(a, b, PRIOR) * BetaBernoulli.slopeOfB(0.5413))
                .isCloseTo(byB, within(2e-6));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0.3, 0.320280, 0.0301725", "2, 0.7, 0.567760, 0.998867"})
    void drawsAreTheSpecifiedOnes(double start, double u, double pi, double mask) {
        BetaBernoulli.Draw draw = BetaBernoulli.Draw.of(BetaBernoulli.a(start), BetaBernoulli.b(0.5413), u);

        assertThat(BetaBernoulli.sigmoid(draw.logit())).isCloseTo(pi, within(2e-6));
        assertThat((double) MaskSample.Gate.switched(draw.logit(), 0.6, 0.1)).isCloseTo(mask, within(2e-6));
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1.0, 0.3", "2.1, 0.7, 0.9", "0.05, 2.5, 0.01", "1.3, 4.0, 0.999"})
    void drawsDerivativesAreDifferenceQuotients(double a, double b, double u) {
        BetaBernoulli.Draw draw = BetaBernoulli.Draw.of(a, b, u);

        double byA = quotient(x -> BetaBernoulli.Draw.of(x, b, u).logit(), a);
        double byB = quotient(x -> BetaBernoulli.Draw.of(a, x, u).logit(), b);

        assertThat(draw.byA()).isCloseTo(byA, within(1e-5 * Math.abs(byA)));
        assertThat(draw.byB()).isCloseTo(byB, within(1e-5 * Math.abs(byB)));
    }

    /** Where 1 - u^(1/b) is 1 to the last digit, pi stays below 1 and its logit finite. */
    @Test
    void drawsAtTheEndsAreFinite() {
        for (double u : new double[] {1e-10, 1 - 1e-10}) {
            for (double a : new double[] {4.5e-5, 1, 50}) {
                for (double b : new double[] {4.5e-5, 1, 50}) {
                    BetaBernoulli.Draw draw = BetaBernoulli.Draw.of(a, b, u);
                    assertThat(draw.byA()).as("a %s, b %s, u %s", a, b, u).isFinite();
                    assertThat(draw.byB()).as("a %s, b %s, u %s", a, b, u).isFinite();
                    assertThat(draw.logit()).as("a %s, b %s, u %s", a, b, u).isLessThan(17);
                }
            }
        }
    }

    private static double quotient(DoubleUnaryOperator function, double at) {
        double step = 1e-6 * at;
        return (function.applyAsDouble(at + step) - function.applyAsDouble(at - step)) / (2 * step);
    }
}
