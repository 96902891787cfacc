package io.latentwatch.evaluation.evaluate;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.statistics.Correctness;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An accuracy on the first so many images of the set, clean or attacked.
 *
 * @param name of the row
 * @param parameters of the attack, its seed among them; empty for clean images
 * @param accuracy in [0,1]; attacked images are rounded to 8 bits inside their ball before they are counted
 * @param lower end of Wilson's 95 % interval
 * @param upper its other end
 * @param right image by image
 */
public record AccuracyRow(
        String name,
        Map<String, String> parameters,
        int images,
        double accuracy,
        double lower,
        double upper,
        Correctness right) {
    public AccuracyRow {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static AccuracyRow of(String name, Map<String, String> parameters, boolean[] right) {
        Correctness correctness = Correctness.of(right);
        Share share = correctness.share();
        return new AccuracyRow(
                name, parameters, right.length, share.value(), share.lower(), share.upper(), correctness);
    }
}
