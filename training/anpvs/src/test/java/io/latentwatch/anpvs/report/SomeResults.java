package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.prune.Pruning;
import io.latentwatch.anpvs.results.ResultsProtocol;
import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.anpvs.results.TrainingSummary;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.cost.NetworkCost;
import io.latentwatch.evaluation.evaluate.AccuracyRow;
import io.latentwatch.evaluation.evaluate.Cost;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.statistics.Correctness;
import io.latentwatch.evaluation.vulnerability.LayerVulnerability;
import io.latentwatch.evaluation.vulnerability.Vulnerability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Results with numbers that are easy to reckon with. */
final class SomeResults {
    private static final String PROTOCOL = """
            date: "2026-11-25"
            dataSet: four images
            heldOut: 12
            validation: 4
            evaluation: {epsilon: 0.3, stepSize: 0.1, images: 2, sanityImages: 0, seed: 1}
            ablation: false
            speedSeconds: 1
            claimsFrom: a paper
            comparison: {row: new, baseline: old}
            pictured: [old, new]
            rows:
              - {name: old, title: Old, preset: old, seeds: [1, 2, 3], claim: {clean: [99.10, 0.2], v_white_box: [0.045]}}
              - {name: new, title: New, preset: new, seeds: [1], claim: {clean: [99.0]}}
              - {name: later, title: Later, preset: later, seeds: [1]}
            goals:
              - {figure: clean, row: new, atLeast: 75, stretch: 99}
              - {figure: pgd_40_minus_autoattack, row: new, atMost: 6}
              - {figure: v_white_box_scale_free, row: new, against: old, atMost: 0.7, stretch: 0.5}
              - {figure: clean, row: later, atLeast: 1}
            """;

    private SomeResults() {}

    static ResultsProtocol protocol() {
        try {
            Path file = Files.createTempFile("latentwatch-protocol", ".yaml");
            try {
                return ResultsProtocol.read(Files.writeString(file, PROTOCOL));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A network on four images, AutoAttack on the first two.
     *
     * @param clean one digit an image, 1 for a right one; likewise under PGD-40 and AutoAttack
     * @param scaleFree V
     */
    static RowResult of(String row, long seed, String clean, String pgd, String auto, double scaleFree) {
        LayerVulnerability layer = new LayerVulnerability("relu1", 4, 5, 3, 1, List.of(0.0, 0.1, 0.3));
        Vulnerability vulnerability = new Vulnerability(4, 0.08, 0.13, 1.6, scaleFree, List.of(layer));
        Evaluation evaluation = new Evaluation(
                1,
                null,
                "1",
                new Evaluation.Model("ab", row),
                null,
                new Evaluation.Data("cd", 4),
                protocol().evaluation(),
                accuracy("clean", clean),
                List.of(accuracy("pgd-40", pgd), accuracy("autoattack", auto)),
                vulnerability,
                null,
                new Cost(new NetworkCost(10, 10, 10, List.of(), List.of()), null, null, null, null, null),
                null,
                null,
                null,
                null,
                null);
        return new RowResult(1, row, seed, "hash", "0123456789abcdef", training(), Map.of(), evaluation);
    }

    private static AccuracyRow accuracy(String name, String digits) {
        boolean[] right = new boolean[digits.length()];
        for (int i = 0; i < right.length; i++) {
            right[i] = digits.charAt(i) == '1';
        }
        Correctness correctness = Correctness.of(right);
        Share share = correctness.share();
        return new AccuracyRow(
                name, Map.of(), right.length, share.value(), share.lower(), share.upper(), Map.of(), correctness);
    }

    private static TrainingSummary training() {
        EpochFigures epoch = new EpochFigures(1, "clean", Map.of("clean", 0.5), 1, 1, 1, Double.NaN, 0, 0.01, 1, 60);
        return new TrainingSummary(
                "lenet-5-caffe",
                1000,
                new Pruning(List.of(), 50, 0, 1, new Pruning.MemoryPercent(20, 20, 25), 5, 4, 10, 2),
                TestConfigurations.of(TestConfigurations.CLEAN),
                null,
                Map.of(),
                "2026-11-25T00:00:00Z",
                List.of(epoch),
                1e-7);
    }

    static Summary summary() {
        return Summary.of(
                protocol(),
                List.of(
                        of("old", 1, "1111", "1110", "10", 0.4),
                        of("old", 2, "1110", "1100", "10", 0.5),
                        of("old", 3, "1100", "1000", "10", 0.6),
                        of("new", 1, "1110", "1101", "10", 0.3)));
    }
}
