package io.latentwatch.detector.alarm;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.AlarmKind;
import java.util.List;
import java.util.Optional;

/**
 * Looks at an open alarm again while images come: one that six images raised may not tell what it is, and an attack may begin while a drift's alarm is open. An alarm is called something else
 * when two looks in a row say so, and only something graver, in the order unclassified, fault-like, drift-like, attack-like: what waits for a person goes on waiting, whatever comes after it.
 * Flink keeps it as a POJO. Not thread-safe.
 */
public final class Rediagnosis {
    private static final List<AlarmKind> BY_GRAVITY =
            List.of(AlarmKind.UNCLASSIFIED, AlarmKind.FAULT_LIKE, AlarmKind.DRIFT_LIKE, AlarmKind.ATTACK_LIKE);

    private static final int FIRST = 32;
    private static final int LATER = 1_024;

    /** Images since the alarm was raised. */
    public long images;

    /** The graver kind that the last look found; null where it found none. */
    public AlarmKind suspected;

    /**
     * Counts an image, and looks at those since the alarm after 32, 64, 128, 256 and 512 of them, then after each 1,024.
     *
     * @param called what the alarm has been called so far
     * @param recent the images since it was raised
     * @param alpha promised share of flags on clean images
     * @return what to call it from now on, see {@link Diagnosis#of}; nothing where that does not change
     */
    public Optional<Diagnosis> next(
            AlarmKind called, RecentEvidence recent, double alpha, Share rest, CleanRates clean) {
        images++;
        if (!isDue()) {
            return Optional.empty();
        }
        Diagnosis found = Diagnosis.of(recent.clearest(alpha), rest, clean);
        boolean graver = BY_GRAVITY.indexOf(found.kind()) > BY_GRAVITY.indexOf(called);
        boolean again = found.kind() == suspected;
        suspected = graver ? found.kind() : null;
        return graver && again ? Optional.of(found) : Optional.empty();
    }

    private boolean isDue() {
        return images >= LATER ? images % LATER == 0 : images >= FIRST && Long.bitCount(images) == 1;
    }
}
