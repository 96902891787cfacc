package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.evaluation.statistics.OverSeeds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Numbers as the tables print them. */
final class Numbers {
    /** What stands where nothing was measured or claimed. */
    static final String NONE = "–";

    private Numbers() {}

    /** The mean, and ± the standard deviation where there are several seeds. */
    static String of(Figure figure, Optional<OverSeeds> values) {
        return values.map(over -> over.values().size() == 1
                        ? figure.format(over.mean())
                        : "%s ± %s".formatted(figure.format(over.mean()), figure.format(over.standardDeviation())))
                .orElse(NONE);
    }

    /** A claim in its own digits: a mean, with ± its standard deviation if that is known. */
    static String claim(List<BigDecimal> meanAndDeviation) {
        return meanAndDeviation == null || meanAndDeviation.isEmpty()
                ? NONE
                : meanAndDeviation.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(" ± "));
    }

    static String fixed(int decimals, double number) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    /** Of any size, with two digits that count. */
    static String significant(double number) {
        return String.format(Locale.ROOT, "%.2g", number);
    }

    static String signed(int decimals, double number) {
        return String.format(Locale.ROOT, "%+." + decimals + "f", number);
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
