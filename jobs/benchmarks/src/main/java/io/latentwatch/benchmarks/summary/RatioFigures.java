package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.latentwatch.benchmarks.workloads.Ratio;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.detector.statistics.Spread;
import java.util.Map;

/**
 * One way's speed beside another's.
 *
 * @param title for people
 * @param ofMedians the median over the other's median
 * @param goal what it is to reach at least; null where it is only told
 * @param byRound the same ratio within each round
 */
@JsonPropertyOrder({"ofMedians", "goal", "byRound"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RatioFigures(@JsonIgnore String title, double ofMedians, Double goal, Spread byRound) {
    /** Divides figures of the same rounds. */
    static RatioFigures of(Ratio ratio, Map<WayKind, Spread> imagesPerSecond) {
        Spread of = imagesPerSecond.get(ratio.of());
        Spread to = imagesPerSecond.get(ratio.to());
        return new RatioFigures(
                ratio.title(),
                of.median() / to.median(),
                ratio.goal().isPresent() ? ratio.goal().getAsDouble() : null,
                of.over(to));
    }
}
