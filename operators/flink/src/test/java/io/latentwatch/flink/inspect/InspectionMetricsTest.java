package io.latentwatch.flink.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.StageNanos;
import io.latentwatch.detector.TwinComparison;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.judge.ExpectedFlags;
import io.latentwatch.flink.metrics.InMemoryGroup;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.ScoreSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectionMetricsTest {
    private final InMemoryGroup group = new InMemoryGroup();
    private final InspectionMetrics metrics = new InspectionMetrics(group, 0.5, () -> 0.25);

    @Test
    void countsImagesByOutcomeAndReason() {
        metrics.judged(judgement(0.5, false, Optional.empty()));
        metrics.judged(judgement(0.005, true, Optional.empty()));
        metrics.refused(DeadLetterReason.TOO_LARGE);

        assertThat(value("outcome=judged/images")).isEqualTo(2);
        assertThat(value("outcome=dead_letter/images")).isEqualTo(1);
        assertThat(value("flagged_images")).isEqualTo(1);
        assertThat(value("reason=too_large/dead_letters")).isEqualTo(1);
        assertThat(value("reason=corrupt_image/dead_letters")).isZero();
        assertThat(value("twin_rate")).isEqualTo(0.25);
        assertThat(value("configured_twin_rate")).isEqualTo(0.5);
    }

    @Test
    void tellsWhichBundleJudges() {
        metrics.active(detector("abc").createdAt(Instant.EPOCH.plusSeconds(90)));
        assertThat(value("bundle=abc/model_info")).isEqualTo(1);
        assertThat(value("model_created_seconds")).isEqualTo(90);

        metrics.active(detector("def"));

        assertThat(value("bundle=abc/model_info")).isZero();
        assertThat(value("bundle=def/model_info")).isEqualTo(1);
        assertThat(value("model_created_seconds")).isNaN();
    }

    @Test
    void tellsThatACardIsNotUsed() {
        metrics.fallenBack(true);
        assertThat(value("device_fallback")).isEqualTo(1);

        metrics.fallenBack(false);
        assertThat(value("device_fallback")).isZero();
    }

    @Test
    void countsCommandsByResultAndShadowsByAgreement() {
        metrics.command(CommandResult.ACCEPTED);
        metrics.command(CommandResult.REJECTED);
        metrics.shadow(Agreement.SAME);
        metrics.shadow(Agreement.SAME);
        metrics.shadow(Agreement.OTHER_CLASS);

        assertThat(value("result=accepted/model_commands")).isEqualTo(1);
        assertThat(value("result=rejected/model_commands")).isEqualTo(1);
        assertThat(value("result=replayed/model_commands")).isZero();
        assertThat(value("result=same/shadow_images")).isEqualTo(2);
        assertThat(value("result=other_class/shadow_images")).isEqualTo(1);
    }

    @Test
    void addsUpTheFlagsThatAreToBeExpected() {
        for (int image = 0; image < 4; image++) {
            metrics.judged(judgement(0.5, false, Optional.empty()));
        }

        assertThat(value("expected_flags")).isEqualTo(4 * 0.0078125);
        assertThat(value("expected_flags_low")).isEqualTo(4 * 0.00390625);
        assertThat(value("expected_flags_high")).isEqualTo(4 * 0.015625);
    }

    @Test
    void countsTwinsThatChangeTheirClass() {
        metrics.judged(judgement(0.5, false, Optional.empty()));
        metrics.judged(judgement(0.5, false, twin(false, 1, 1)));
        metrics.judged(judgement(0.5, false, twin(true, 1, 1)));

        assertThat(value("twinned_images")).isEqualTo(2);
        assertThat(value("twin_flips")).isEqualTo(1);
    }

    @Test
    void addsUpHowFarLatentsStrayFromThoseOfSqueezedCopies() {
        metrics.judged(judgement(0.5, false, Optional.empty()));
        metrics.judged(judgement(0.5, false, twin(false, 0.25, 4)));
        metrics.judged(judgement(0.5, false, twin(false, 1.5, 8)));

        assertThat(value("twin_mean_distortion")).isEqualTo(1.75);
        assertThat(value("twin_sum_distortion")).isEqualTo(12);
    }

    @Test
    void measuresEachStageOfABatch() {
        metrics.batch(3, 20_000_000, new StageNanos(1_000_000, 6_000_000, 400_000), 3_000_000_000L);

        assertThat(value("le=1.0/batch_images_bucket")).isZero();
        assertThat(value("le=4.0/batch_images_bucket")).isEqualTo(1);
        assertThat(seconds("queue", "0.005")).isZero();
        assertThat(seconds("queue", "0.02")).isEqualTo(1);
        assertThat(seconds("decode", "0.001")).isEqualTo(1);
        assertThat(seconds("infer", "0.005")).isZero();
        assertThat(seconds("infer", "0.02")).isEqualTo(1);
        assertThat(seconds("judge", "0.001")).isEqualTo(1);
        assertThat(seconds("emit", "2.0")).isZero();
        assertThat(seconds("emit", "+Inf")).isEqualTo(1);
        assertThat(value("stage=infer/processing_seconds_sum")).isEqualTo(0.006);
    }

    @Test
    void leavesOutImagesWithoutATimeOrWithOneAhead() {
        metrics.left(10_000, 9_970);
        metrics.left(10_000, -1);
        metrics.left(10_000, 10_500);

        assertThat(value("le=0.025/end_to_end_seconds_bucket")).isZero();
        assertThat(value("le=0.05/end_to_end_seconds_bucket")).isEqualTo(1);
        assertThat(value("le=+Inf/end_to_end_seconds_bucket")).isEqualTo(1);
    }

    /** At most 120 for a subtask, those of its other operators among them. */
    @Test
    void keepsToAModestNumberOfSeries() {
        assertThat(group.series()).isLessThanOrEqualTo(114);
    }

    private double seconds(String stage, String limit) {
        return value("stage=" + stage + "/le=" + limit + "/processing_seconds_bucket");
    }

    private double value(String name) {
        return group.value("/latentwatch/" + name);
    }

    private static InMemoryDetector detector(String bundle) {
        return new InMemoryDetector(bundle, List.of("ant", "bee", "cat"), 0);
    }

    private static Optional<TwinComparison> twin(boolean flipped, double mean, double sum) {
        return Optional.of(new TwinComparison(flipped, mean, sum));
    }

    private static Judgement judgement(double pValue, boolean flagged, Optional<TwinComparison> twin) {
        return new Judgement(
                0,
                0.75f,
                pValue,
                flagged,
                1,
                twin.isPresent() ? ScoreSet.TWIN : ScoreSet.PLAIN,
                "pooled",
                new ExpectedFlags(0.0078125, 0.00390625, 0.015625),
                "activation/conv",
                new float[] {1},
                new int[0],
                new float[0],
                twin,
                false,
                false,
                false,
                false,
                new byte[ImagePrint.LENGTH]);
    }
}
