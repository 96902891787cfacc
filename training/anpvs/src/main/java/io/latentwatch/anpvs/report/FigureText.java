package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.Figure;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.statistics.OverSeeds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Figures and claims as the tables print them. */
final class FigureText {
    private FigureText() {}

    /** The mean, and ± the standard deviation where there are several seeds. */
    static String of(Figure figure, Optional<OverSeeds> values) {
        return values.map(over -> over.values().size() == 1
                        ? figure.format(over.mean())
                        : "%s ± %s".formatted(figure.format(over.mean()), figure.format(over.standardDeviation())))
                .orElse(Numbers.NONE);
    }

    /** A claim in its own digits: a mean, with ± its standard deviation if that is known. */
    static String claim(List<BigDecimal> meanAndDeviation) {
        return meanAndDeviation == null || meanAndDeviation.isEmpty()
                ? Numbers.NONE
                : meanAndDeviation.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(" ± "));
    }
}
