package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.AlarmKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RediagnosisTest {
    private static final int RUNS = 100;
    private static final int SOURCES = 20;
    private static final double ALPHA = 0.01;
    private static final Share NO_OTHERS = new Share(0, 0);
    private static final CleanRates CLEAN = new CleanRates(8_000, 0.005, 0.05);

    /** All copies flip from the image after the first so many; the next two looks say so. */
    @ParameterizedTest
    @CsvSource({"0, 64", "40, 128", "200, 512", "1500, 3072"})
    void looksTwiceBeforeItSaysSo(int calm, int expected) {
        RecentEvidence recent = RecentEvidence.ofSource();
        Rediagnosis again = new Rediagnosis();
        int image = 0;
        Optional<Diagnosis> found = Optional.empty();
        while (found.isEmpty() && image < 10_000) {
            image++;
            boolean attacked = image > calm;
            recent.add(
                    new ImageEvidence(
                            attacked ? 0.005 : 0.5, attacked, attacked ? Twin.FLIPPED : Twin.STABLE, false, false),
                    "camera");
            found = again.next(AlarmKind.DRIFT_LIKE, recent, ALPHA, NO_OTHERS, CLEAN);
        }
        assertThat(image).isEqualTo(expected);
        assertThat(found).get().extracting(Diagnosis::kind).isEqualTo(AlarmKind.ATTACK_LIKE);
    }

    /** A drift's alarm is open for 1,500 images; then the images of this share are attacked, for 5,000 images. */
    @ParameterizedTest
    @CsvSource({"0.1, ATTACK_LIKE", "0, DRIFT_LIKE"})
    void tellsAnAttackThatBeginsDuringADrift(double attacked, AlarmKind expected) {
        Map<AlarmKind, Integer> told = new EnumMap<>(AlarmKind.class);
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            told.merge(
                    after(AlarmKind.DRIFT_LIKE, 1_500, 5_000, SimulatedImage.DRIFTED, attacked, random),
                    1,
                    Integer::sum);
        }
        assertThat(told.getOrDefault(expected, 0)).as("%s", told).isGreaterThanOrEqualTo(RUNS * 9 / 10);
    }

    @Test
    void tellsADriftThatWasNotToldAtOnce() {
        assertThat(after(AlarmKind.UNCLASSIFIED, 0, 100, SimulatedImage.STRONGLY_DRIFTED, 0, new Random(1)))
                .isEqualTo(AlarmKind.DRIFT_LIKE);
    }

    @Test
    void neverCallsAnAlarmSomethingLessGrave() {
        assertThat(after(AlarmKind.ATTACK_LIKE, 0, 4_000, SimulatedImage.DRIFTED, 0, new Random(1)))
                .isEqualTo(AlarmKind.ATTACK_LIKE);
        assertThat(after(AlarmKind.DRIFT_LIKE, 0, 4_000, SimulatedImage.CLEAN, 0, new Random(1)))
                .isEqualTo(AlarmKind.DRIFT_LIKE);
    }

    private static AlarmKind after(
            AlarmKind called, int before, int images, SimulatedImage change, double attacked, Random random) {
        AlarmKind kind = called;
        RecentEvidence recent = RecentEvidence.ofStream();
        Rediagnosis again = new Rediagnosis();
        for (int image = 0; image < before + images; image++) {
            boolean isAttacked = image >= before && random.nextDouble() < attacked;
            SimulatedImage next = isAttacked ? SimulatedImage.ATTACKED : change;
            double p = next.pValue(random);
            recent.add(
                    new ImageEvidence(p, SimulatedImage.flagged(p), next.twin(random), false, false),
                    "source-" + random.nextInt(SOURCES));
            Optional<Diagnosis> found = again.next(kind, recent, ALPHA, NO_OTHERS, CLEAN);
            kind = found.map(Diagnosis::kind).orElse(kind);
        }
        return kind;
    }
}
