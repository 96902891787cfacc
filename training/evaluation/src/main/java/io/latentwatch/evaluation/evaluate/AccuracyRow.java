package io.latentwatch.evaluation.evaluate;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.attack.AttackOutcome;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.statistics.Correctness;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An accuracy on the first so many images of the set, clean or attacked.
 *
 * @param name of the row
 * @param parameters of the attack, its seed among them; empty for clean images
 * @param accuracy in [0,1]; attacked images are rounded to 8 bits inside their ball before they are counted
 * @param lower end of Wilson's 95 % interval
 * @param upper its other end
 * @param brokenBy of an attack of several parts: how many images each of them was the first to break
 * @param right image by image
 */
public record AccuracyRow(
        String name,
        Map<String, String> parameters,
        int images,
        double accuracy,
        double lower,
        double upper,
        Map<String, Integer> brokenBy,
        Correctness right) {
    public AccuracyRow {
        brokenBy = Collections.unmodifiableMap(new TreeMap<>(brokenBy));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static AccuracyRow clean(boolean[] right) {
        return of("clean", Map.of(), right);
    }

    static AccuracyRow of(String name, AttackedImages attacked, boolean[] right) {
        Map<String, Integer> brokenBy = new TreeMap<>();
        attacked.brokenBy().stream()
                .filter(part -> !part.equals(AttackOutcome.NOTHING))
                .forEach(part -> brokenBy.merge(part, 1, Integer::sum));
        return of(name, attacked.attributes(), brokenBy, right);
    }

    static AccuracyRow of(String name, Map<String, String> parameters, boolean[] right) {
        return of(name, parameters, Map.of(), right);
    }

    private static AccuracyRow of(
            String name, Map<String, String> parameters, Map<String, Integer> brokenBy, boolean[] right) {
        Correctness correctness = Correctness.of(right);
        Share share = correctness.share();
        return new AccuracyRow(
                name, parameters, right.length, share.value(), share.lower(), share.upper(), brokenBy, correctness);
    }
}
