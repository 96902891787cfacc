package io.latentwatch.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.judge.ExpectedFlags;
import io.latentwatch.schemas.ScoreSet;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {
    @ParameterizedTest
    @CsvSource({
        "false, false, false, STABLE",
        "true, false, false, FLIPPED",
        "true, false, true, FLIPPED_QUIETLY",
        "false, true, false, STABLE",
        "true, true, false, STABLE",
        "true, true, true, STABLE"
    })
    void aCopyThatFlipsSpeaksForAnAttackUnlessTheImageIsForeign(
            boolean flipped, boolean foreign, boolean quiet, Twin expected) {
        Judgement judgement = new Judgement(
                0,
                0.75f,
                0.5,
                false,
                1,
                ScoreSet.TWIN,
                "pooled",
                new ExpectedFlags(0.01, 0.005, 0.015),
                "activation/conv",
                new float[] {1},
                new int[0],
                new float[0],
                Optional.of(new TwinComparison(flipped, 1, 1)),
                false,
                foreign,
                quiet,
                false,
                new byte[ImagePrint.LENGTH]);

        assertThat(judgement.evidence().twin()).isEqualTo(expected);
    }
}
