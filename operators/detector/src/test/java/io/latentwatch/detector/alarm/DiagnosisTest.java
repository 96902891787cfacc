package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence.Twin;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.AlarmKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of 20 sources of {@link SimulatedImage}; each kind has to be told in 90 % of 200 runs. */
class DiagnosisTest {
    private static final int RUNS = 200;
    private static final int SOURCES = 20;
    private static final CleanRates CLEAN = new CleanRates(8_000, 0.005, 0.05);

    /** What stands in a stream of 2,000 images. */
    private enum Stream {
        ATTACK_FROM_ONE_SOURCE(AlarmKind.ATTACK_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return source == 3 ? SimulatedImage.ATTACKED : SimulatedImage.CLEAN;
            }
        },
        ATTACK_FROM_ALL_SOURCES(AlarmKind.ATTACK_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return random.nextDouble() < 0.05 ? SimulatedImage.ATTACKED : SimulatedImage.CLEAN;
            }
        },
        DRIFT_EVERYWHERE(AlarmKind.DRIFT_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return SimulatedImage.DRIFTED;
            }
        },
        STRONG_DRIFT_EVERYWHERE(AlarmKind.DRIFT_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return SimulatedImage.STRONGLY_DRIFTED;
            }
        },
        FOG_ON_ONE_CAMERA(AlarmKind.FAULT_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return source == 3 ? SimulatedImage.STRONGLY_DRIFTED : SimulatedImage.CLEAN;
            }
        },
        ATTACK_DURING_DRIFT(AlarmKind.ATTACK_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return random.nextDouble() < 0.1 ? SimulatedImage.ATTACKED : SimulatedImage.DRIFTED;
            }
        },
        ATTACK_WHILE_ONE_CAMERA_IS_IN_FOG(AlarmKind.ATTACK_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return source == 3
                        ? SimulatedImage.STRONGLY_DRIFTED
                        : random.nextDouble() < 0.05 ? SimulatedImage.ATTACKED : SimulatedImage.CLEAN;
            }
        };

        private final AlarmKind expected;

        Stream(AlarmKind expected) {
            this.expected = expected;
        }

        abstract SimulatedImage next(int source, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheKindsApartInAStream(Stream stream) {
        Map<AlarmKind, Integer> told = new EnumMap<>(AlarmKind.class);
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            ChangeEvidence evidence = ChangeEvidence.ofSources();
            for (int i = 0; i < 2_000; i++) {
                int source = random.nextInt(SOURCES);
                stream.next(source, random).addTo(evidence, "source-" + source, random);
            }
            told.merge(Diagnosis.of(evidence, new Share(0, 0), CLEAN).kind(), 1, Integer::sum);
        }
        assertThat(told.getOrDefault(stream.expected, 0)).as("%s", told).isGreaterThanOrEqualTo(RUNS * 9 / 10);
    }

    /** One source's last 60 images, while the others are clean or drift too. */
    private enum Source {
        ATTACKED(SimulatedImage.ATTACKED, SimulatedImage.CLEAN, AlarmKind.ATTACK_LIKE),
        IN_FOG(SimulatedImage.STRONGLY_DRIFTED, SimulatedImage.CLEAN, AlarmKind.FAULT_LIKE),
        DRIFTING_LIKE_ALL(SimulatedImage.STRONGLY_DRIFTED, SimulatedImage.DRIFTED, AlarmKind.DRIFT_LIKE),
        ATTACKED_WHILE_ALL_DRIFT(SimulatedImage.ATTACKED, SimulatedImage.DRIFTED, AlarmKind.ATTACK_LIKE);

        private final SimulatedImage own;
        private final SimulatedImage others;
        private final AlarmKind expected;

        Source(SimulatedImage own, SimulatedImage others, AlarmKind expected) {
            this.own = own;
            this.others = others;
            this.expected = expected;
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheKindsApartForOneSource(Source source) {
        int right = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            ChangeEvidence evidence = ChangeEvidence.ofOneSource();
            for (int i = 0; i < 60; i++) {
                source.own.addTo(evidence, "own", random);
            }
            ChangeEvidence rest = ChangeEvidence.ofOneSource();
            for (int i = 0; i < 1_000; i++) {
                source.others.addTo(rest, "other", random);
            }
            long low = rest.cells[0] + rest.cells[1] + rest.cells[2] + rest.cells[3] + rest.cells[4];
            right += Diagnosis.of(evidence, new Share(low, 1_000), CLEAN).kind() == source.expected ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(RUNS * 9 / 10);
    }

    @Test
    void takesAnotherMixOfClassesAloneForDrift() {
        ChangeEvidence evidence = clean(2_000, new Random(1));

        assertThat(Diagnosis.of(evidence, CLEAN, 0.2, 0.08).kind()).isEqualTo(AlarmKind.DRIFT_LIKE);
        assertThat(Diagnosis.of(evidence, CLEAN, 0.02, 0.08).kind()).isEqualTo(AlarmKind.UNCLASSIFIED);
    }

    @Test
    void takesRecordsThatCannotBeJudgedForAFault() {
        ChangeEvidence evidence = clean(2_000, new Random(1));
        evidence.refused = 200;

        Diagnosis diagnosis = Diagnosis.of(evidence, new Share(0, 0), CLEAN);

        assertThat(diagnosis.kind()).isEqualTo(AlarmKind.FAULT_LIKE);
        assertThat(diagnosis.figures())
                .containsEntry("refused-share", 200.0 / 2_200)
                .containsEntry("flagged-share", evidence.flagged / 2_000.0);

        evidence.repeated = 97_800;
        assertThat(Diagnosis.of(evidence, new Share(0, 0), CLEAN))
                .as("two broken frames in a thousand of cameras that show little new")
                .satisfies(still -> assertThat(still.kind()).isEqualTo(AlarmKind.UNCLASSIFIED))
                .satisfies(still -> assertThat(still.figures()).containsEntry("refused-share", 0.002));
    }

    /** Without twins the small end alone is left to go by. */
    @Test
    void goesByTheSmallEndWhereNoTwinWasRun() {
        Random random = new Random(2);
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        for (int i = 0; i < 2_000; i++) {
            double p = Math.max(1e-4, i % 10 == 0 ? Math.pow(random.nextDouble(), 10) : random.nextDouble());
            evidence.add(
                    new ImageEvidence(p, p <= 0.0075, Twin.NONE, false, false), "source-" + random.nextInt(SOURCES));
        }

        Diagnosis diagnosis = Diagnosis.of(evidence, new Share(0, 0), CLEAN);

        assertThat(diagnosis.kind()).isEqualTo(AlarmKind.ATTACK_LIKE);
        assertThat(diagnosis.figures()).doesNotContainKey("twin-flips");
    }

    /** 30 of 1,000 images flagged and moved, their copies stable: by 12 of these, which are surer than they should be, an attack; by 6 a drift. */
    @ParameterizedTest
    @CsvSource({"12, ATTACK_LIKE", "6, DRIFT_LIKE"})
    void takesFlaggedImagesThatTheNetworkIsTooSureOfForAnAttack(int overconfident, AlarmKind expected) {
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        for (int i = 0; i < 1_000; i++) {
            boolean moved = i % 10 == 0;
            boolean flagged = i % 30 == 0 && i < 900;
            double p = flagged ? 0.005 : moved ? 0.04 : (i % 95 + 5) / 100.0;
            evidence.add(new ImageEvidence(p, flagged, Twin.STABLE, i / 30 < overconfident, false), "source-" + i / 50);
        }

        Diagnosis diagnosis = Diagnosis.of(evidence, new Share(0, 0), CLEAN);

        assertThat(diagnosis.figures()).containsEntry("overconfident-share-of-flagged", overconfident / 30.0);
        assertThat(diagnosis.kind()).isEqualTo(expected);
    }

    /** 30 of 1,000 images flagged and moved, their copies stable: by 25 of these, whose flattest places are noisy, an attack; by 18 a drift. */
    @ParameterizedTest
    @CsvSource({"25, ATTACK_LIKE", "18, DRIFT_LIKE"})
    void takesFlaggedImagesThatAreNoisyEverywhereForAnAttack(int noisy, AlarmKind expected) {
        Diagnosis diagnosis = Diagnosis.of(thirtyFlagged(Twin.STABLE, 0, noisy), new Share(0, 0), CLEAN);

        assertThat(diagnosis.figures()).containsEntry("noisy-share-of-flagged", noisy / 30.0);
        assertThat(diagnosis.kind()).isEqualTo(expected);
    }

    /** The same without noise: where the copies of 15 of them flip nevertheless, an attack that leaves flat places alone; where those of 5 do, a drift. */
    @ParameterizedTest
    @CsvSource({"15, ATTACK_LIKE", "5, DRIFT_LIKE"})
    void takesManyFlipsOfQuietImagesForAnAttack(int flips, AlarmKind expected) {
        Diagnosis diagnosis = Diagnosis.of(thirtyFlagged(Twin.FLIPPED_QUIETLY, flips, 0), new Share(0, 0), CLEAN);

        assertThat(diagnosis.figures()).containsEntry("twin-flips-of-quiet-flagged", flips / 30.0);
        assertThat(diagnosis.kind()).isEqualTo(expected);
    }

    private static ChangeEvidence thirtyFlagged(Twin twin, int twins, int noisy) {
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        for (int i = 0; i < 1_000; i++) {
            boolean moved = i % 10 == 0;
            boolean flagged = i % 30 == 0 && i < 900;
            double p = flagged ? 0.005 : moved ? 0.04 : (i % 95 + 5) / 100.0;
            Twin seen = flagged && i / 30 < twins ? twin : Twin.STABLE;
            evidence.add(new ImageEvidence(p, flagged, seen, false, flagged && i / 30 < noisy), "source-" + i / 50);
        }
        return evidence;
    }

    /** 80 of 1,000 copies flip where clean ones do so five times: by those of the 100 flagged images an attack, by others a drift that leaves the network unsure. */
    @ParameterizedTest
    @CsvSource({"true, ATTACK_LIKE", "false, DRIFT_LIKE"})
    void asksWhetherItIsFlaggedImagesWhoseCopiesFlip(boolean ofFlagged, AlarmKind expected) {
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        for (int i = 0; i < 1_000; i++) {
            boolean flagged = i % 10 == 0;
            boolean flips = i % 10 == (ofFlagged ? 0 : 1) && i < 800;
            double p = flagged ? 0.005 : i % 10 < 5 ? 0.03 : 0.6;
            evidence.add(
                    new ImageEvidence(p, flagged, flips ? Twin.FLIPPED : Twin.STABLE, false, false),
                    "source-" + i / 50);
        }
        assertThat(Diagnosis.of(evidence, new Share(0, 0), CLEAN).kind()).isEqualTo(expected);
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(Diagnosis.of(ChangeEvidence.ofSources(), new Share(0, 0), CLEAN)
                        .kind())
                .isEqualTo(AlarmKind.UNCLASSIFIED);
        assertThat(Diagnosis.of(ChangeEvidence.ofOneSource(), new Share(0, 0), CLEAN)
                        .kind())
                .isEqualTo(AlarmKind.UNCLASSIFIED);
    }

    private static ChangeEvidence clean(int images, Random random) {
        ChangeEvidence evidence = ChangeEvidence.ofSources();
        for (int i = 0; i < images; i++) {
            SimulatedImage.CLEAN.addTo(evidence, "source-" + random.nextInt(SOURCES), random);
        }
        return evidence;
    }
}
