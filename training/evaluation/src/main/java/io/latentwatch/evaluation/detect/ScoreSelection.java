package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Some of a bundle's scores, as if it had no others.
 *
 * @param name for people
 * @param heard which names, as {@code family/member}, count
 */
record ScoreSelection(String name, Predicate<String> heard) {
    /** All scores; each family left out and alone; each squeezer's twins left out, and alone beside the plain scores; no twins. */
    static List<ScoreSelection> all(Manifest.Scores scores) {
        List<ScoreSelection> selections = new ArrayList<>();
        selections.add(new ScoreSelection("all", name -> true));
        Set<String> families = new LinkedHashSet<>();
        Stream.concat(scores.plain().stream(), scores.twin().stream()).forEach(name -> families.add(family(name)));
        for (String family : families) {
            selections.add(new ScoreSelection(
                    "without " + family, name -> !family(name).equals(family)));
        }
        for (String family : families) {
            selections.add(
                    new ScoreSelection(family + " alone", name -> family(name).equals(family)));
        }
        selections.add(new ScoreSelection("without twins", scores.plain()::contains));
        if (scores.squeezers().size() > 1) {
            for (String squeezer : scores.squeezers()) {
                selections.add(new ScoreSelection("without " + squeezer, name -> !isOf(squeezer, name)));
            }
            for (String squeezer : scores.squeezers()) {
                selections.add(new ScoreSelection(
                        squeezer + " alone of the twins",
                        name -> scores.plain().contains(name) || isOf(squeezer, name)));
            }
        }
        return List.copyOf(selections);
    }

    private static String family(String score) {
        return score.substring(0, score.indexOf('/'));
    }

    private static boolean isOf(String squeezer, String score) {
        return score.endsWith("/" + squeezer) || score.endsWith("." + squeezer);
    }
}
