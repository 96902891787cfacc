package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.ScoreSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a bundle's calibration ranks of images: by score set, one value for each image, large is suspicious. */
public final class Suspicions {
    private Suspicions() {}

    /**
     * Runs the bundle's monitor graph on the images, each with its twin.
     *
     * @param alpha a rate that the bundle can promise
     */
    public static Map<ScoreSet, double[]> of(Bundle bundle, LabelledImages images, double alpha) {
        ScoredImages scored = ScoredImages.of(bundle, images);
        Map<ScoreSet, double[]> suspicions = new EnumMap<>(ScoreSet.class);
        for (ScoreSet scoreSet : List.of(ScoreSet.PLAIN, ScoreSet.TWIN)) {
            suspicions.put(scoreSet, new Calibrated(bundle, scoreSet, alpha).suspicions(scored));
        }
        return suspicions;
    }
}
