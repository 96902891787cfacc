package io.latentwatch.evaluation.hypothesis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which features of a layer go first. */
public enum FeatureOrder {
    MOST_VULNERABLE {
        @Override
        void sort(List<Integer> features, List<Double> vulnerability, long seed) {
            features.sort(Comparator.comparing(vulnerability::get).reversed());
        }
    },
    LEAST_VULNERABLE {
        @Override
        void sort(List<Integer> features, List<Double> vulnerability, long seed) {
            features.sort(Comparator.comparing(vulnerability::get));
        }
    },
    RANDOM {
        @Override
        void sort(List<Integer> features, List<Double> vulnerability, long seed) {
            Collections.shuffle(features, new Random(seed));
        }
    };

    abstract void sort(List<Integer> features, List<Double> vulnerability, long seed);

    /**
     * The features that go first.
     *
     * @param vulnerability v_lk of each feature of the layer
     * @param share of them, in [0,1]; their number is rounded
     * @param seed of the random order
     */
    List<Integer> first(List<Double> vulnerability, double share, long seed) {
        List<Integer> features =
                new ArrayList<>(IntStream.range(0, vulnerability.size()).boxed().toList());
        sort(features, vulnerability, seed);
        return List.copyOf(features.subList(0, (int) Math.round(share * features.size())));
    }
}
