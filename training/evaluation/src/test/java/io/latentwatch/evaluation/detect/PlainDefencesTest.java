package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.adaptive.AdaptiveBudget;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.ScoreSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainDefencesTest {
    private static final List<String> ATTACKS = List.of("fgsm:0.05", "rotation-shift:20");

    @TempDir
    private Path folder;

    @Test
    void setsNoDefenceAndTheDetectorAndASqueezedInputBesideEachOther() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        LabelledImages images = WatchedBundle.images(120);
        Map<String, LabelledImages> made = new HashMap<>();
        DetectorReport report = evaluator(bundle, images).run((name, attacked) -> made.put(name, attacked.images()));

        List<Fooled> rows = new PlainDefences(images, report, made).all(bundle, Squeeze.parse(List.of("bits-7")));

        assertThat(rows)
                .extracting(row -> row.attack() + ", " + row.defence())
                .containsExactly(
                        "fgsm:0.05, none",
                        "fgsm:0.05, detector",
                        "fgsm:0.05, input-bits-7",
                        "rotation-shift:20, none",
                        "rotation-shift:20, detector",
                        "rotation-shift:20, input-bits-7",
                        "all of these, none",
                        "all of these, detector",
                        "all of these, input-bits-7");
        Set<Integer> broken = new HashSet<>();
        report.attacks().forEach(attack -> broken.addAll(attack.succeeded()));
        assertThat(rows.get(6).fooled()).isEqualTo(broken.size()).isPositive();
        AttackFound.Flagged flagged = report.attacks().get(1).flagged().stream()
                .filter(row -> row.scoreSet() == ScoreSet.TWIN && row.alpha() == 0.05)
                .findFirst()
                .orElseThrow();
        assertThat(rows.get(4).fooled())
                .isEqualTo(report.attacks().get(1).succeeded().size() - (int) flagged.count());
        assertThat(rows.get(4).falseAlarms()).isPositive();
        // Half of the levels are nearly all of the image: the network is as good, and fooled as often
        assertThat(rows.get(8).accuracy()).isCloseTo(rows.get(6).accuracy(), within(0.1));
        assertThat(rows.get(8).fooled()).isCloseTo(rows.get(6).fooled(), within(6));
        assertThat(rows.get(8).falseAlarms()).isZero();
    }

    /** With one bit, pixels from 0.5 on are white: what changes them by less than their distance from the middle changes nothing. */
    @Test
    void aSqueezedInputUndoesWhatDoesNotCrossItsEdges() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        LabelledImages images = WatchedBundle.images(120);
        byte[] pixels = images.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((pixels[i] & 0xff) < 128 ? 20 : 230);
        }
        LabelledImages extreme = new LabelledImages(images.shape(), pixels, images.labels());
        Map<String, LabelledImages> made = new HashMap<>();
        DetectorReport report = evaluator(bundle, extreme).run((name, attacked) -> made.put(name, attacked.images()));

        List<Fooled> rows = new PlainDefences(extreme, report, made).all(bundle, Squeeze.parse(List.of("bits-1")));

        assertThat(rows.get(0).fooled()).isPositive();
        assertThat(rows.get(2).images()).isPositive();
        assertThat(rows.get(2).fooled()).isZero();
    }

    private static DetectorEvaluator evaluator(Bundle bundle, LabelledImages images) {
        DetectorEvaluator.Settings settings = DetectorEvaluator.Settings.named(
                ATTACKS,
                Optional.empty(),
                AdaptiveBudget.DEFAULT,
                images.count(),
                PlannedCorruptions.NONE,
                List.of(0.05, 0.02),
                1,
                1);
        return new DetectorEvaluator(bundle, images, settings, new Silent(), AttackStore.NONE);
    }

    private static final class Silent implements DetectorEvaluator.Listener {
        @Override
        public void begins(String name, int images) {}

        @Override
        public void done(int images) {}
    }
}
