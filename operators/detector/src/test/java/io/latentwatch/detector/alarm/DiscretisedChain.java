package io.latentwatch.detector.alarm;

import java.util.function.DoubleUnaryOperator;

/**
 * Mean run length of the Shiryaev-Roberts statistic of one bet, computed from the definition and from no code of ours: R is kept on a grid, evenly spaced
 * in ln(1 + R), and the equations L(r) = 1 + (1 - alpha) L(r after none) + alpha L(r after a flag) are solved, L being 0 from the budget on.
 */
final class DiscretisedChain {
    private static final int STATES = 100_000;
    private static final double TOLERANCE = 1e-9;

    private final double alpha;
    private final int[] afterNone = new int[STATES];
    private final int[] afterFlag = new int[STATES];

    private DiscretisedChain(double alpha, double bet, double budget, DoubleUnaryOperator rounding) {
        this.alpha = alpha;
        double step = Math.log1p(budget) / STATES;
        for (int i = 0; i < STATES; i++) {
            double onePlus = Math.exp(i * step); // 1 + R
            afterNone[i] = place(onePlus * (1 - bet) / (1 - alpha), budget, step, rounding);
            afterFlag[i] = place(onePlus * bet / alpha, budget, step, rounding);
        }
    }

    /** The state of a value of the statistic; {@link #STATES} for an alarm. */
    private static int place(double value, double budget, double step, DoubleUnaryOperator rounding) {
        return value >= budget ? STATES : (int) rounding.applyAsDouble(Math.log1p(value) / step);
    }

    /**
     * Expected images until the statistic, from 0 on, reaches the budget, when flags come with probability alpha.
     *
     * @param rounding {@code Math::floor} gives an upper bound of it, {@code Math::ceil} a lower one
     */
    static double meanRunLength(double alpha, double bet, double budget, DoubleUnaryOperator rounding) {
        DiscretisedChain chain = new DiscretisedChain(alpha, bet, budget, rounding);
        double[] lengths = new double[STATES + 1];
        double before;
        do {
            before = lengths[0];
            chain.improve(lengths);
        } while (lengths[0] - before > TOLERANCE * lengths[0]);
        return lengths[0];
    }

    /**
     * One step of the iteration over flags: the runs until the next flag are solved exactly, since without flags a state moves towards a fixed one from
     * either side and never past it (the map is monotone). From 0 the lengths grow towards the solution.
     */
    private void improve(double[] lengths) {
        double[] old = lengths.clone();
        for (int i = STATES - 1; i >= 0; i--) {
            if (afterNone[i] == i) {
                lengths[i] = (1 + alpha * old[afterFlag[i]]) / alpha;
            }
        }
        for (int i = STATES - 1; i >= 0; i--) {
            if (afterNone[i] > i) {
                lengths[i] = 1 + (1 - alpha) * lengths[afterNone[i]] + alpha * old[afterFlag[i]];
            }
        }
        for (int i = 0; i < STATES; i++) {
            if (afterNone[i] < i) {
                lengths[i] = 1 + (1 - alpha) * lengths[afterNone[i]] + alpha * old[afterFlag[i]];
            }
        }
    }
}
