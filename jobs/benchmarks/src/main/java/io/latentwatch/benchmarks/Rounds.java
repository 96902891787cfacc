package io.latentwatch.benchmarks;

import ai.onnxruntime.OrtException;
import io.latentwatch.benchmarks.ways.Way;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.detector.statistics.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets every way take its turn in each round, so that what else the machine does strikes all of them. Tells each figure on standard error. */
final class Rounds implements AutoCloseable {
    private final Map<WayKind, Way> ways = new LinkedHashMap<>();

    /** Ways take their turns in the order in which they were added; they are closed with this. */
    void add(WayKind kind, Way way) {
        ways.put(kind, way);
    }

    /** One round that does not count, in which code is compiled and files are cached, then the rounds that do. */
    Map<WayKind, Spread> run(int rounds) throws Exception {
        Map<WayKind, List<Double>> figures = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            System.err.print(round == 0 ? "warm-up:" : "round " + round + " of " + rounds + ":");
            for (Map.Entry<WayKind, Way> way : ways.entrySet()) {
                double imagesPerSecond = way.getValue().imagesPerSecond();
                System.err.printf("  %s %.0f", way.getKey().shortTitle(), imagesPerSecond);
                if (round > 0) {
                    figures.computeIfAbsent(way.getKey(), kind -> new ArrayList<>())
                            .add(imagesPerSecond);
                }
            }
            System.err.println();
        }
        Map<WayKind, Spread> spreads = new LinkedHashMap<>();
        figures.forEach((kind, values) -> spreads.put(kind, Spread.of(values)));
        return spreads;
    }

    @Override
    public void close() throws OrtException {
        for (Way way : ways.values()) {
            way.close();
        }
    }
}
