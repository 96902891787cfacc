package io.latentwatch.evaluation.adaptive;

/**
 * What an adaptive attack may spend on an image.
 *
 * @param targets classes that are aimed at, those with the largest logits first
 * @param runs for each target, each from another start and with another weight of the detector
 * @param steps of a run
 * @param queries of the attack that sees decisions alone
 */
public record AdaptiveBudget(int targets, int runs, int steps, int queries) {
    /** Small enough for a processor: some minutes for a hundred images of 28x28. */
    public static final AdaptiveBudget DEFAULT = new AdaptiveBudget(5, 4, 100, 2000);

    public AdaptiveBudget {
        if (targets < 1 || runs < 1 || steps < 1 || queries < 1) {
            throw new IllegalArgumentException(
                    "expected at least 1 target, run, step and query of an adaptive attack, found %d, %d, %d and %d"
                            .formatted(targets, runs, steps, queries));
        }
    }
}
