package io.latentwatch.flink.windows;

import io.latentwatch.detector.window.Example;
import io.latentwatch.flink.alarms.Frequent;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The features that most often stand out most in the newest images with low p-values, as metrics: for each rank and layer the index of the feature that holds the rank, where it is one of
 * the layer's, else NaN. Written by the task's thread, read by the reporter's.
 */
final class StandingOut {
    /** Ranks that are told. */
    static final int RANKS = 3;

    private static final int NEWEST = 200;

    private final Metrics metrics;
    private final String[] newest = new String[NEWEST];
    private final Map<String, Held> held = new HashMap<>();
    private long images;

    StandingOut(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Takes in the images with low p-values among the examples of a run; the last one is no more than the newest record. */
    void add(String[] layers, Example... examples) {
        for (String layer : layers) {
            for (int rank = 1; rank <= RANKS; rank++) {
                register(rank, layer);
            }
        }
        long before = images;
        for (int i = 0; i < examples.length - 1; i++) {
            if (examples[i].feature() != null) {
                newest[(int) (images % NEWEST)] = examples[i].feature();
                images++;
            }
        }
        if (images > before) {
            rank();
        }
    }

    private void rank() {
        List<String> features = Frequent.first(newest);
        held.values().forEach(place -> place.index = Double.NaN);
        for (int rank = 1; rank <= Math.min(RANKS, features.size()); rank++) {
            String feature = features.get(rank - 1);
            int slash = feature.lastIndexOf('/');
            register(rank, feature.substring(0, slash)).index = Integer.parseInt(feature.substring(slash + 1));
        }
    }

    private Held register(int rank, String layer) {
        return held.computeIfAbsent(rank + "/" + layer, key -> {
            Held place = new Held();
            metrics.gauge(Metric.TOP_FEATURE, () -> place.index, Integer.toString(rank), layer);
            return place;
        });
    }

    private static final class Held {
        private volatile double index = Double.NaN;
    }
}
