package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.flink.metrics.Sum;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the model sees, by layer and by predicted class, in sums that only grow: their quotients over any span of time are means over it.
 */
final class ModelFigures {
    /** Classes with counters of their own; the others share one. */
    static final int MOST_CLASSES = 20;

    private static final String OTHER = "other";

    private final Metrics metrics;
    private final Map<String, Sum> distortion = new HashMap<>();
    private final Map<String, Sum> cleanDistortion = new HashMap<>();
    private final Map<String, Counter> images = new HashMap<>();
    private final Map<String, Counter> flagged = new HashMap<>();
    private final StandingOut standingOut;

    /** @param operator the group of the one subtask that tells them */
    ModelFigures(MetricGroup operator) {
        this.metrics = new Metrics(operator, Metric.Owner.MODEL);
        this.standingOut = new StandingOut(metrics);
    }

    void add(WindowSums sums) {
        int layers = sums.layers().length;
        for (int layer = 0; layer < layers; layer++) {
            double ofLayer = 0;
            for (int c = 0; c < sums.classes().length; c++) {
                ofLayer += sums.distortion()[c * layers + layer];
            }
            String name = sums.layers()[layer];
            distortion
                    .computeIfAbsent(name, l -> metrics.sum(Metric.DISTORTION, l))
                    .add(ofLayer);
            cleanDistortion
                    .computeIfAbsent(name, l -> metrics.sum(Metric.CLEAN_DISTORTION, l))
                    .add(sums.cleanDistortion()[layer]);
        }
        for (int c = 0; c < sums.classes().length; c++) {
            String name = sums.classes()[c] < MOST_CLASSES ? Integer.toString(sums.classes()[c]) : OTHER;
            images.computeIfAbsent(name, k -> metrics.counter(Metric.PREDICTED_IMAGES, k))
                    .inc(sums.images()[c]);
            flagged.computeIfAbsent(name, k -> metrics.counter(Metric.PREDICTED_FLAGGED, k))
                    .inc(sums.flagged()[c]);
        }
        standingOut.add(sums.layers(), sums.examples());
    }
}
