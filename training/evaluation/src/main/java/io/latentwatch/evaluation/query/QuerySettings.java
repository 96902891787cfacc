package io.latentwatch.evaluation.query;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.attack.HopSkipJump;
import io.latentwatch.evaluation.attack.Square;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which query attacks are run and how.
 *
 * @param attacks {@code square:EPSILON} and {@code hop-skip-jump:EPSILON}, L-infinity
 * @param images attacked, the first ones that the network has right
 * @param queries of each attack at most
 * @param within queries before which an alarm is asked for
 * @param sources numbers of sources that queries are dealt out to
 * @param blinding of the attacks' second run
 * @param imagesPerFalseAlarm budget of a source
 */
public record QuerySettings(
        List<String> attacks,
        int images,
        int queries,
        int within,
        List<Integer> sources,
        Blinding blinding,
        double imagesPerFalseAlarm) {
    private static final String SQUARE = "square";
    private static final String HOP_SKIP_JUMP = "hop-skip-jump";

    public QuerySettings {
        attacks = attacks == null ? List.of() : List.copyOf(attacks);
        sources = sources == null ? List.of() : List.copyOf(sources);
        blinding = blinding == null ? Blinding.NONE : blinding;
        List<String> problems = new ArrayList<>();
        if (images < 1 || queries < 1 || within < 1) {
            problems.add("queries: images, queries and within must be at least 1, found %d, %d and %d"
                    .formatted(images, queries, within));
        }
        if (sources.isEmpty() || sources.stream().anyMatch(count -> count < 1)) {
            problems.add("queries: expected numbers of sources of at least 1, found " + sources);
        }
        if (!(imagesPerFalseAlarm > 1 && imagesPerFalseAlarm < Double.POSITIVE_INFINITY)) {
            problems.add("queries: imagesPerFalseAlarm must be a finite number above 1, found " + imagesPerFalseAlarm);
        }
        try {
            parse(attacks, Math.max(1, queries));
        } catch (IllegalArgumentException e) {
            problems.add("queries: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    /** The attacks by their names. */
    Map<String, Attack> parsed() {
        return parse(attacks, queries);
    }

    private static Map<String, Attack> parse(List<String> names, int queries) {
        Map<String, Attack> attacks = new LinkedHashMap<>();
        for (String name : names) {
            String[] parts = name.split(":", -1);
            if (parts.length != 2 || !(parts[0].equals(SQUARE) || parts[0].equals(HOP_SKIP_JUMP))) {
                throw unknown(name, null);
            }
            try {
                double epsilon = Double.parseDouble(parts[1]);
                attacks.put(
                        name,
                        parts[0].equals(SQUARE)
                                ? Square.of(epsilon).withQueries(queries)
                                : HopSkipJump.in(Ball.linf(epsilon))
                                        .withQueries(queries)
                                        .onEightBits());
            } catch (NumberFormatException e) {
                throw unknown(name, e);
            }
        }
        return attacks;
    }

    private static IllegalArgumentException unknown(String name, NumberFormatException cause) {
        return new IllegalArgumentException(
                "expected attacks %s:EPSILON and %s:EPSILON, found '%s'".formatted(SQUARE, HOP_SKIP_JUMP, name), cause);
    }
}
