package io.latentwatch.evaluation.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.ScoreSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorEvaluatorTest {
    @TempDir
    private Path folder;

    /** What is measured is what the job would have said. */
    @Test
    void judgesAsTheJobDoes() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        LabelledImages images = WatchedBundle.images(300);
        ScoredImages scored = scored(bundle, images);
        Calibrated.Said twin = new Calibrated(bundle, ScoreSet.TWIN, 0.05).judge(scored);
        Calibrated.Said plain = new Calibrated(bundle, ScoreSet.PLAIN, 0.05).judge(scored);
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.promising(0.05))) {
            List<Judgement> twinned = judge(detector, images, true);
            List<Judgement> alone = judge(detector, images, false);
            for (int i = 0; i < images.count(); i++) {
                assertThat(scored.predicted()[i]).isEqualTo(twinned.get(i).predictedClass());
                assertThat(twin.pValues()[i]).isEqualTo(twinned.get(i).pValue());
                assertThat(twin.flags()[i]).isEqualTo(twinned.get(i).flagged());
                assertThat(plain.pValues()[i]).isEqualTo(alone.get(i).pValue());
            }
            assertThat(twinned).anyMatch(Judgement::flagged);
        }
    }

    /** The attacker's network takes pixels; the bundle's takes (pixel - 0.5) / 0.25. */
    @Test
    void attacksTheNetworkBehindItsNormalisation() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0.5, 0.25));
        LabelledImages images = WatchedBundle.images(50);
        ScoredImages scored = scored(bundle, images);
        try (InputGradient gradient = WatchedNetwork.gradient(bundle)) {
            float[] logits = gradient.logits(images.toBatch());
            for (int i = 0; i < 50; i++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(logits[3 * i + k]).isLessThanOrEqualTo(logits[3 * i + scored.predicted()[i]]);
                }
            }
            assertThat(gradient.at(images.toBatch()).gradient()).hasSize(50 * 64);
        }
    }

    @Test
    void refusesImagesOfAnotherSize() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        LabelledImages larger = new LabelledImages(new ImageShape(1, 9, 9), new byte[81], new byte[1]);

        assertThatThrownBy(() -> WatchedNetwork.requireFit(bundle.manifest(), larger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("GREY", "8", "9");
    }

    /** 3 exceeds both, 2 exceeds one and ties with the other, 0 exceeds none: (2 + 1.5 + 0) / 6. */
    @Test
    void comparesByRank() {
        assertThat(RankComparison.area(new double[] {3, 2, 0}, new double[] {2, 1}))
                .isCloseTo(3.5 / 6, within(1e-12));
    }

    /** At or below 1 lie 1/2 and 0 of them, at 2 all and 1/3, at 3 all and 2/3. */
    @Test
    void measuresKolmogorovsDistance() {
        assertThat(RankComparison.distance(new double[] {2, 1}, new double[] {4, 2, 3}))
                .isCloseTo(2 / 3.0, within(1e-12));
        assertThat(RankComparison.distance(new double[] {1, 2, 2}, new double[] {2, 1, 2}))
                .isZero();
        assertThat(RankComparison.distance(new double[] {5}, new double[] {1, 2}))
                .isEqualTo(1);
    }

    private static ScoredImages scored(Bundle bundle, LabelledImages images) {
        try (MonitorSession monitor = MonitorSession.open(
                bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), 1)) {
            return ScoredImages.of(monitor, bundle.manifest(), images);
        }
    }

    private static List<Judgement> judge(OnnxDetector detector, LabelledImages images, boolean twinned) {
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            EncodedImage image = new EncodedImage(Encoding.RAW_UINT8, images.image(i), 8, 8, 1);
            Outcome outcome = detector.inspect(List.of(new ImageToInspect(image, twinned)))
                    .get(0);
            judgements.add(((Outcome.Judged) outcome).judgement());
        }
        return judgements;
    }
}
