package io.latentwatch.detector.statistics;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same figure from several rounds.
 *
 * @param median the middle one; the mean of the middle two where their number is even
 * @param rounds all of them, in the order of the rounds; at least one
 */
@JsonPropertyOrder({"median", "min", "max", "rounds"})
public record Spread(double median, double min, double max, List<Double> rounds) {
    public Spread {
        rounds = List.copyOf(rounds);
    }

    /** The spread of figures that are all finite and above 0. */
    public static Spread of(List<Double> rounds) {
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round has a figure, expected at least one");
        }
        double[] sorted = rounds.stream().mapToDouble(r -> r).sorted().toArray();
        if (!(sorted[0] > 0 && sorted[sorted.length - 1] < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the rounds gave " + rounds + ", expected finite figures above 0");
        }
        return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1], rounds);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** This figure over the other, round by round: both of a round were taken within a minute or so. */
    public Spread over(Spread other) {
        if (rounds.size() != other.rounds.size()) {
            throw new IllegalArgumentException(
                    "%d rounds against %d, expected as many".formatted(rounds.size(), other.rounds.size()));
        }
        return of(IntStream.range(0, rounds.size())
                .mapToObj(i -> rounds.get(i) / other.rounds.get(i))
                .toList());
    }
}
