package io.latentwatch.benchmarks;

import io.latentwatch.benchmarks.ways.Way;
import io.latentwatch.detector.statistics.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets every way take its turn in each round, so that what else the machine does strikes all of them. Tells each figure on standard error. */
final class Rounds {
    private final Map<String, Way> ways = new LinkedHashMap<>();

    /** Ways take their turns in the order in which they were added. */
    void add(String name, Way way) {
        ways.put(name, way);
    }

    /** One round that does not count, in which code is compiled and files are cached, then the rounds that do. */
    Map<String, Spread> run(int rounds) throws Exception {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            System.err.print(round == 0 ? "warm-up:" : "round " + round + " of " + rounds + ":");
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                double imagesPerSecond = way.getValue().imagesPerSecond();
                System.err.printf("  %s %.0f", way.getKey(), imagesPerSecond);
                if (round > 0) {
                    figures.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
                            .add(imagesPerSecond);
                }
            }
            System.err.println();
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        figures.forEach((name, values) -> spreads.put(name, Spread.of(values)));
        return spreads;
    }
}
