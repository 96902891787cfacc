package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DistortionRatioTest {
    /**
     * Ratios 0.5 and 1.5, 500 each: the variance is 0.25 x 1000 / 999. With W = 1,000,000 and 2,000 reference images: ln(4e6) = 15.2018, sqrt(2 x 0.25025 x 15.2018 /
     * 1000) = 0.08723, 28 x 15.2018 / (3 x 999) = 0.14203; ln 400 = 5.99146, sqrt(0.5005 x 5.99146 / 2000) = 0.03872, 28 x 5.99146 / (3 x 1999) = 0.02797.
     */
    @Test
    void isBoundedByItsOwnVariance() {
        DistortionRatio ratio = new DistortionRatio(1_000, 1_000, 500 * 0.25 + 500 * 2.25);

        assertThat(ratio.mean()).isEqualTo(1);
        assertThat(ratio.limit(1e6, 2_000)).isCloseTo(0.08723 + 0.14203 + 0.03872 + 0.02797, within(5e-5));
    }

    @Test
    void oneAbsurdImageMovesItByNoMoreThanTheCut() {
        assertThat(DistortionRatio.cut(1e9)).isEqualTo(4);
        assertThat(DistortionRatio.cut(1.5)).isEqualTo(1.5);
    }

    /** Ratios with a long tail (log-normal, mean 1, deviation 0.5): one window in 100 may pass the limit for W = 100. */
    @Test
    void cleanWindowsSeldomReachIt() {
        Random random = new Random(3);
        double sigma = Math.sqrt(Math.log(1.25));
        int reached = 0;
        for (int window = 0; window < 2_000; window++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 1_000; i++) {
                double x = DistortionRatio.cut(Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2));
                sum += x;
                squares += x * x;
            }
            DistortionRatio ratio = new DistortionRatio(1_000, sum, squares);
            reached += Math.abs(ratio.mean() - 1) >= ratio.limit(100, 2_000) ? 1 : 0;
        }
        assertThat(reached).isLessThanOrEqualTo(20);
    }
}
