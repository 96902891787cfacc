package io.latentwatch.evaluation.statistics;

import java.util.List;

/**
 * One figure from several seeds.
 *
 * @param mean arithmetic
 * @param standardDeviation of the sample (divisor n - 1); 0 for one seed, of which no spread is known
 * @param values one per seed, at least one
 */
public record OverSeeds(double mean, double standardDeviation, List<Double> values) {
    public OverSeeds {
        values = List.copyOf(values);
    }

    public static OverSeeds of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("expected the figure of at least one seed, found none");
        }
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return new OverSeeds(mean, values.size() == 1 ? 0 : Math.sqrt(squares / (values.size() - 1)), values);
    }
}
