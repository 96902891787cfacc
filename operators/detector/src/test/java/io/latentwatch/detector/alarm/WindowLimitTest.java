package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowLimitTest {
    private static final double ONCE_IN_30_DAYS = 2.592e9;

    /** sqrt(5.29832 / 10,000) = 0.02302; ln(2 x 1,296,000) = 14.7680, over 4,000: 0.06076; ln(2 x 518,400) = 13.8517, over 10,000: 0.03722. */
    @ParameterizedTest
    @CsvSource({"2000, 0.08378", "5000, 0.06024"})
    void allowsForTheCalibrationAndForAllWindowsOfTheBudget(long images, double expected) {
        assertThat(new WindowLimit(ONCE_IN_30_DAYS, 1).of(images, 5_000)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void growsWithTheStatisticsThatShareTheBudgetAndShrinksWithImages() {
        WindowLimit one = new WindowLimit(ONCE_IN_30_DAYS, 1);
        WindowLimit ten = new WindowLimit(ONCE_IN_30_DAYS, 10);

        assertThat(ten.of(2_000, 5_000)).isGreaterThan(one.of(2_000, 5_000));
        assertThat(one.of(2_001, 5_000)).isLessThan(one.of(2_000, 5_000));
        assertThat(one.of(2_000, 5_001)).isLessThan(one.of(2_000, 5_000));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 5000", "0.1, 8000", "0.2, 459"})
    void namesTheSmallestWindowThatShowsAChange(double change, long reference) {
        WindowLimit limit = new WindowLimit(ONCE_IN_30_DAYS, 4);

        long least = limit.leastImages(change, reference);

        assertThat(limit.of(least, reference)).isLessThanOrEqualTo(change);
        assertThat(limit.of(least - 1, reference)).isGreaterThan(change);
    }

    @Test
    void refusesAChangeThatTheReferenceIsTooCoarseFor() {
        assertThatThrownBy(() -> new WindowLimit(ONCE_IN_30_DAYS, 1).leastImages(0.05, 459))
                .hasMessageContainingAll("0.05", "459 images", "0.0760", "more images");
    }

    /**
     * The budget at work, with calibration sets and windows of 500 images drawn anew: 2,000 streams of 10,000 clean images, each with a false alarm once in
     * 100,000 images, may see 200 alarms; the inequality is known to be loose, so far fewer come.
     */
    @Test
    void cleanWindowsKeepTheBudget() {
        WindowLimit limit = new WindowLimit(1e5, 1);
        Random random = new Random(5);
        int n = 1_000;
        int alarms = 0;
        for (int stream = 0; stream < 2_000; stream++) {
            double[] calibration = random.doubles(n).sorted().toArray();
            for (int window = 0; window < 20; window++) {
                long[] cells = new long[20];
                for (int i = 0; i < 500; i++) {
                    double p = (1.0 + rank(calibration, random.nextDouble())) / (n + 1);
                    cells[Math.min(19, (int) (20 * p))]++;
                }
                alarms += Distance.fromUniform(cells) >= limit.of(500, n) ? 1 : 0;
            }
        }
        assertThat(alarms).isLessThanOrEqualTo(200);
    }

    private static int rank(double[] sorted, double value) {
        int place = Arrays.binarySearch(sorted, value);
        return place < 0 ? -place - 1 : place;
    }
}
