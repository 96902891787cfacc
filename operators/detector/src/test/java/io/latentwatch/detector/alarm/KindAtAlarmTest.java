package io.latentwatch.detector.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.AlarmKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream's alarm from the first image to its kind: 3,000 clean images of 20 sources, then a change, and what it is taken for when the e-detector reaches the budget of 30 days. */
class KindAtAlarmTest {
    private static final int RUNS = 100;
    private static final int SOURCES = 20;
    private static final double ALPHA = 0.01;
    private static final double ONCE_IN_30_DAYS = 2.592e9;

    private enum Change {
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
        NOTHING_BUT_ATTACK(AlarmKind.ATTACK_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return SimulatedImage.ATTACKED;
            }
        },
        DRIFT(AlarmKind.DRIFT_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return SimulatedImage.DRIFTED;
            }
        },
        FOG_ON_ONE_CAMERA(AlarmKind.FAULT_LIKE) {
            @Override
            SimulatedImage next(int source, Random random) {
                return source == 3 ? SimulatedImage.STRONGLY_DRIFTED : SimulatedImage.CLEAN;
            }
        },
        /** The flags of the drift hide those of the attack. */
        ATTACK_DURING_DRIFT(AlarmKind.ATTACK_LIKE, RUNS * 3 / 4) {
            @Override
            SimulatedImage next(int source, Random random) {
                return random.nextDouble() < 0.1 ? SimulatedImage.ATTACKED : SimulatedImage.DRIFTED;
            }
        };

        private final AlarmKind expected;
        private final int runs;

        Change(AlarmKind expected) {
            this(expected, RUNS * 9 / 10);
        }

        Change(AlarmKind expected, int runs) {
            this.expected = expected;
            this.runs = runs;
        }

        abstract SimulatedImage next(int source, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void isToldRightInMostRuns(Change change) {
        Map<AlarmKind, Integer> told = told(change::next);
        assertThat(told.getOrDefault(change.expected, 0))
                .as("%s: %s", change, told)
                .isGreaterThanOrEqualTo(change.runs);
    }

    /** The alarm comes within ten images, of which six or so were flagged: too few to be sure that no copy flips. What is not told right is kept from a retraining. */
    @Test
    void aSuddenStrongDriftIsToldInMostRunsAndElseTakenForAnAttack() {
        Map<AlarmKind, Integer> told = told((source, random) -> SimulatedImage.STRONGLY_DRIFTED);
        assertThat(told.getOrDefault(AlarmKind.DRIFT_LIKE, 0)).as("%s", told).isGreaterThanOrEqualTo(RUNS * 4 / 5);
        assertThat(told.getOrDefault(AlarmKind.FAULT_LIKE, 0)).as("%s", told).isLessThanOrEqualTo(RUNS / 20);
    }

    private static Map<AlarmKind, Integer> told(BiFunction<Integer, Random, SimulatedImage> change) {
        Map<AlarmKind, Integer> told = new EnumMap<>(AlarmKind.class);
        for (int seed = 0; seed < RUNS; seed++) {
            told.merge(kindAtAlarm(change, new Random(seed)), 1, Integer::sum);
        }
        return told;
    }

    private static AlarmKind kindAtAlarm(BiFunction<Integer, Random, SimulatedImage> change, Random random) {
        RecentEvidence recent = RecentEvidence.ofStream();
        ShiryaevRoberts statistic = new ShiryaevRoberts(ALPHA);
        for (int image = 0; ; image++) {
            int source = random.nextInt(SOURCES);
            SimulatedImage next = image < 3_000 ? SimulatedImage.CLEAN : change.apply(source, random);
            double p = next.pValue(random);
            recent.add(
                    new ImageEvidence(p, SimulatedImage.flagged(p), next.twin(random), false, false),
                    "source-" + source);
            if (statistic.add(SimulatedImage.flagged(p)) >= ONCE_IN_30_DAYS) {
                return Diagnosis.of(recent.clearest(ALPHA), new Share(0, 0), new CleanRates(8_000, 0.005, 0.05))
                        .kind();
            }
        }
    }
}
