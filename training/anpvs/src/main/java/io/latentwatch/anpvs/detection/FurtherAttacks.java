package io.latentwatch.anpvs.detection;

import io.latentwatch.evaluation.detect.AttackFound;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.Fooled;
import io.latentwatch.evaluation.detect.WorstCase;
import java.util.List;

/**
 * What the part {@link ProtocolPart#FURTHER} found of a training's bundle.
 *
 * @param source the training that transfer attacks were made on; null where there were none
 * @param defences the detector, and squeezed inputs without one, beside no defence at all
 */
public record FurtherAttacks(
        String commit,
        String runtime,
        String bundleId,
        String source,
        List<AttackFound> attacks,
        List<WorstCase> worstCase,
        List<Fooled> defences) {
    public FurtherAttacks {
        attacks = List.copyOf(attacks);
        worstCase = List.copyOf(worstCase);
        defences = List.copyOf(defences);
    }

    /** Leaves out what other parts tell of clean images. */
    static FurtherAttacks of(DetectorReport report, String source, List<Fooled> defences) {
        return new FurtherAttacks(
                report.commit(),
                report.runtime(),
                report.bundleId(),
                source,
                report.attacks(),
                report.worstCase(),
                defences);
    }
}
