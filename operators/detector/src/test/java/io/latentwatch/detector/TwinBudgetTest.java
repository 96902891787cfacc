package io.latentwatch.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TwinBudgetTest {
    @Test
    void fallsStepByStepToTheFloorAndComesBack() {
        TwinBudget budget = new TwinBudget(1, 0.1);
        assertThat(rates(budget, 10, 1)).containsExactly(1.0, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.1, 0.1, 0.1);
        assertThat(rates(budget, 10, 0.6)).containsExactly(0.1, 0.1, 0.1, 0.1, 0.125, 0.125, 0.125, 0.125, 0.125, 0.25);
        assertThat(rates(budget, 15, 0.1)).last().isEqualTo(1.0);
    }

    @Test
    void keepsItsRateBetweenCalmAndOverload() {
        TwinBudget budget = new TwinBudget(1, 0.1);
        rates(budget, 4, 1);
        assertThat(rates(budget, 100, 0.8)).containsOnly(0.25);
    }

    @Test
    void takesNoStepForOneBusySecond() {
        TwinBudget budget = new TwinBudget(1, 0.1);
        for (int i = 0; i < 10; i++) {
            budget.period(1, 1);
            budget.period(1, 0.9);
        }
        assertThat(budget.rate()).isEqualTo(1);
    }

    @Test
    void neverChangesWhereTheFloorIsTheRate() {
        TwinBudget budget = new TwinBudget(0.3, 0.5);
        assertThat(budget.changes()).isFalse();
        assertThat(rates(budget, 20, 1)).containsOnly(0.3);
        assertThat(budget.rateOf("camera")).isEqualTo(0.3);
    }

    @Test
    void oneThatFloodsDoesNotTakeTheTwinsOfOthers() {
        TwinBudget budget = new TwinBudget(1, 0.01);
        flood(budget);
        budget.period(2, 1); // half of 10,100 images may have a twin
        double ofTheFlood = 0;
        double ofOthers = 0;
        for (int i = 0; i < 10_000; i++) {
            ofTheFlood += budget.rateOf("flood");
            if (i < 100) {
                ofOthers += budget.rateOf("camera-" + i % 10);
            }
        }
        assertThat(ofOthers).isEqualTo(100);
        assertThat(ofTheFlood).isCloseTo(10_100 / 2.0 - 100, within(1.0));
    }

    @Test
    void oneThatBeginsToFloodPaysWithinThePeriod() {
        TwinBudget budget = new TwinBudget(1, 0.01);
        for (int i = 0; i < 100; i++) {
            budget.rateOf("camera-" + i % 10);
        }
        budget.period(2, 1); // each of the ten may have 5 twins, and so may a new one
        double ofTheFlood = 0;
        for (int i = 0; i < 10_000; i++) {
            ofTheFlood += budget.rateOf("flood");
        }
        assertThat(ofTheFlood)
                .as("5 whole ones, then 5 / n, at least 0.01 each")
                .isBetween(100.0, 130.0);
    }

    @Test
    void sharesEvenlyWhereAllAskForMore() {
        SplittableRandom random = new SplittableRandom(1);
        TwinBudget budget = new TwinBudget(0.8, 0.001);
        List<String> images = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            images.add("source-" + random.nextInt(20));
        }
        images.forEach(budget::rateOf);
        rates(budget, 2, 1);
        images.forEach(budget::rateOf);
        budget.period(1, 0.8);
        double twins = images.stream().mapToDouble(budget::rateOf).sum();
        assertThat(budget.rate()).isEqualTo(0.4);
        assertThat(twins).isCloseTo(0.4 * 20_000, within(20.0));
    }

    @Test
    void refusesWhatIsNoShare() {
        assertThatThrownBy(() -> new TwinBudget(1.5, 0)).hasMessageContaining("twin rate is 1.5");
        assertThatThrownBy(() -> new TwinBudget(1, Double.NaN)).hasMessageContaining("twin floor is NaN");
    }

    private static void flood(TwinBudget budget) {
        for (int i = 0; i < 10_000; i++) {
            budget.rateOf("flood");
            if (i < 100) {
                budget.rateOf("camera-" + i % 10);
            }
        }
    }

    private static List<Double> rates(TwinBudget budget, int seconds, double busy) {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            budget.period(1, busy);
            rates.add(budget.rate());
        }
        return rates;
    }
}
