package io.latentwatch.anpvs.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianTest {
    /** softplus(ln(e - 1)) = 1. */
    private static final double RHO_OF_ONE = Math.log(Math.E - 1);

    @Test
    void equalDistributionsHaveNoDivergence() {
        assertThat(Gaussian.deviation(RHO_OF_ONE)).isCloseTo(1, within(1e-12));
        assertThat(Gaussian.kl(0, RHO_OF_ONE, 1)).isCloseTo(0, within(1e-12));
    }

    /** N(1, 1) from N(0, 2^2): ln 2 + 2/8 - 1/2. */
    @Test
    void divergenceIsTheClosedForm() {
        assertThat(Gaussian.kl(1, RHO_OF_ONE, 2)).isCloseTo(Math.log(2) - 0.25, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0.3, -3, 1", "-0.02, -5, 0.1", "2, 1.5, 0.7", "0, 40, 1"})
    void slopesAreDifferenceQuotients(double mean, double rho, double prior) {
        double step = 1e-5;

        assertThat(Gaussian.klByMean(mean, prior))
                .isCloseTo(
                        (Gaussian.kl(mean + step, rho, prior) - Gaussian.kl(mean - step, rho, prior)) / (2 * step),
                        within(1e-5));
        assertThat(Gaussian.klByRho(rho, prior))
                .isCloseTo(
                        (Gaussian.kl(mean, rho + step, prior) - Gaussian.kl(mean, rho - step, prior)) / (2 * step),
                        within(1e-5));
    }
}
