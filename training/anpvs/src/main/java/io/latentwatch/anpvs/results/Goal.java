package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a row is to reach; either bound may be missing.
 *
 * @param against row whose figure this one is divided by; null for the figure itself
 * @param stretch what would be better still; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Goal(Figure figure, String row, String against, Double atLeast, Double atMost, Double stretch) {
    public Goal {
        if (figure == null || (atLeast == null) == (atMost == null)) {
            throw new IllegalArgumentException(
                    "goals: expected a figure with either atLeast or atMost, found %s with %s and %s"
                            .formatted(figure, atLeast, atMost));
        }
    }

    /** Whether a value reaches it. */
    public boolean met(double value) {
        return atLeast == null ? value <= atMost : value >= atLeast;
    }

    /** Whether a value reaches the better one. */
    public boolean stretchMet(double value) {
        return stretch != null && (atLeast == null ? value <= stretch : value >= stretch);
    }
}
