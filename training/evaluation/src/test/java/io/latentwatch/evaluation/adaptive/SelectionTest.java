package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void findsWhatSortingFinds() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            double[] numbers = random.doubles(1 + random.nextInt(80))
                    .map(x -> round(x, 1 + random.nextInt(3)))
                    .toArray();
            double[] sorted = numbers.clone();
            Arrays.sort(sorted);
            for (int k = 1; k <= numbers.length; k++) {
                assertThat(Selection.smallest(numbers.clone(), k)).isEqualTo(sorted[k - 1]);
            }
        }
    }

    /** Few digits: many numbers are equal. */
    private static double round(double x, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(x * scale) / scale;
    }
}
