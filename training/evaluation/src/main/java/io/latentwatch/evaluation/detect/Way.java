package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.schemas.ScoreSet;
import java.util.ArrayList;
import java.util.List;

/** A way to judge: a score set and a promised rate, with the bundle's calibration for both. */
record Way(ScoreSet scoreSet, double alpha, Calibrated calibrated) {
    /**
     * Both score sets at each rate.
     *
     * @throws io.latentwatch.bundle.BundleException if a rate takes more calibration images than the bundle has
     */
    static List<Way> all(Bundle bundle, List<Double> alphas) {
        List<Way> ways = new ArrayList<>();
        for (ScoreSet scoreSet : List.of(ScoreSet.PLAIN, ScoreSet.TWIN)) {
            for (double alpha : alphas) {
                ways.add(new Way(scoreSet, alpha, new Calibrated(bundle, scoreSet, alpha)));
            }
        }
        return List.copyOf(ways);
    }
}
