package io.latentwatch.flink.retraining;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.OffsetRange;

/**
 * What {@link RetrainingTriggers} hears of a bundle: where the images of a run of flags stand, or an alarm. A few numbers, so that it travels cheaply.
 *
 * @param images judged ones
 * @param ranges that hold them; not copied
 * @param alarm null where it is of images
 */
@SuppressWarnings("ArrayRecordComponent") // travels on a Flink edge, never compared
public record RetrainingEvidence(String bundleId, int images, OffsetRange[] ranges, Alarm alarm) {
    public RetrainingEvidence {
        requireNonNull(bundleId, "bundleId is null");
        requireNonNull(ranges, "ranges is null");
    }

    /** Where the images of a run stand. */
    public static RetrainingEvidence of(FlagRun run) {
        OffsetRange[] ranges = new OffsetRange[0];
        for (int image = 0; image < run.size(); image++) {
            ranges = Ranges.with(ranges, run.topics()[image], run.partitions()[image], run.offsets()[image]);
        }
        return new RetrainingEvidence(run.bundleId(), run.size(), ranges, null);
    }

    /** An alarm about a bundle's images. */
    public static RetrainingEvidence of(Alarm alarm) {
        return new RetrainingEvidence(alarm.getBundleId(), 0, new OffsetRange[0], alarm);
    }
}
