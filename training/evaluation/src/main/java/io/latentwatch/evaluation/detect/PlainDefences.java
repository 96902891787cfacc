package io.latentwatch.evaluation.detect;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.ScoreSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The same attacked images, made by somebody who knows the network alone, put to the network by itself, to the detector beside it, and to the network behind a squeezer and without a
 * detector: what squeezing is worth without all else. Against those who know of the squeezer see {@link Control}.
 */
public final class PlainDefences {
    private final LabelledImages clean;
    private final DetectorReport report;
    private final Map<String, LabelledImages> attacked;

    /**
     * What was measured.
     *
     * @param clean all clean images, the attacked ones first
     * @param report of these attacks
     * @param attacked the images that each attack of the report made
     */
    public PlainDefences(LabelledImages clean, DetectorReport report, Map<String, LabelledImages> attacked) {
        this.clean = clean;
        this.report = report;
        this.attacked = Map.copyOf(attacked);
    }

    /** By attack and then of all together: without a defence, with the detector at the first promised rate with twins, and behind each squeezer. */
    public List<Fooled> all(Bundle bundle, List<Squeeze> squeezers) {
        List<Fooled> all = new ArrayList<>(withoutSqueezer());
        try (InputGradient network = WatchedNetwork.gradient(bundle)) {
            squeezers.forEach(squeezer -> all.addAll(behind(squeezer, network)));
        }
        List<String> attacks = new ArrayList<>();
        report.attacks().forEach(attack -> attacks.add(attack.name()));
        attacks.add(Fooled.ALL);
        return attacks.stream()
                .flatMap(attack -> all.stream().filter(row -> row.attack().equals(attack)))
                .toList();
    }

    private List<Fooled> withoutSqueezer() {
        FalseAlarms promised = report.clean().stream()
                .filter(row -> row.scoreSet() == ScoreSet.TWIN)
                .findFirst()
                .orElseThrow();
        List<Fooled> rows = new ArrayList<>();
        for (AttackFound attack : report.attacks()) {
            AttackFound.Flagged flagged = attack.flagged().stream()
                    .filter(row -> row.scoreSet() == ScoreSet.TWIN && row.alpha() == promised.alpha())
                    .findFirst()
                    .orElseThrow();
            int succeeded = attack.succeeded().size();
            rows.add(new Fooled(attack.name(), Fooled.NONE, report.accuracy(), 0, attack.right(), succeeded));
            rows.add(new Fooled(
                    attack.name(),
                    Fooled.DETECTOR,
                    report.accuracy(),
                    promised.share(),
                    attack.right(),
                    succeeded - (int) flagged.count()));
        }
        report.worstCase().stream()
                .filter(row -> row.scoreSet() == ScoreSet.TWIN && row.alpha() == promised.alpha())
                .forEach(row -> {
                    rows.add(new Fooled(Fooled.ALL, Fooled.NONE, report.accuracy(), 0, row.images(), row.broken()));
                    rows.add(new Fooled(
                            Fooled.ALL,
                            Fooled.DETECTOR,
                            report.accuracy(),
                            promised.share(),
                            row.images(),
                            row.undetected()));
                });
        return rows;
    }

    private List<Fooled> behind(Squeeze squeezer, InputGradient network) {
        UnaryOperator<ImageBatch> behind = batch -> squeezed(squeezer, batch);
        boolean[] right = Controls.right(network, clean, behind);
        double accuracy = (double) AdaptiveTrials.count(right, right.length) / right.length;
        String defence = "input-" + squeezer.name();
        List<Fooled> rows = new ArrayList<>();
        boolean[] fooledByAny = new boolean[right.length];
        int some = 0;
        for (AttackFound attack : report.attacks()) {
            boolean[] still = Controls.right(network, attacked.get(attack.name()), behind);
            some = still.length;
            boolean[] fooled = new boolean[some];
            for (int image = 0; image < some; image++) {
                fooled[image] = right[image] && !still[image];
                fooledByAny[image] |= fooled[image];
            }
            rows.add(new Fooled(
                    attack.name(),
                    defence,
                    accuracy,
                    0,
                    AdaptiveTrials.count(right, some),
                    AdaptiveTrials.count(fooled, some)));
        }
        rows.add(new Fooled(
                Fooled.ALL,
                defence,
                accuracy,
                0,
                AdaptiveTrials.count(right, some),
                AdaptiveTrials.count(fooledByAny, some)));
        return rows;
    }

    private static ImageBatch squeezed(Squeeze squeezer, ImageBatch batch) {
        int size = batch.shape().size();
        float[] pixels = new float[batch.count() * size];
        for (int image = 0; image < batch.count(); image++) {
            float[] values = batch.image(image);
            double[] squeezed = squeezer.squeeze(
                    IntStream.range(0, size).mapToDouble(i -> values[i]).toArray(),
                    batch.shape().height(),
                    batch.shape().width());
            for (int i = 0; i < size; i++) {
                pixels[image * size + i] = (float) squeezed[i];
            }
        }
        return batch.withPixels(pixels);
    }
}
