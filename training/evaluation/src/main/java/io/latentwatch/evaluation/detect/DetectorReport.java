package io.latentwatch.evaluation.detect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that was measured on one bundle's detector. No names of machines or folders and no times: the same bundle, images and options give the
 * same file.
 *
 * @param commit of the project's sources; null where it is not known
 * @param runtime version of ONNX Runtime
 * @param accuracy of the network on the clean images, in [0,1]
 * @param seed of every attack and corruption
 * @param worstCase of the attackers who do not know the detector, then of all
 * @param controls empty without attackers who know the detector, as are the findings
 * @param checks what casts doubt on these attackers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DetectorReport(
        int formatVersion,
        String commit,
        String runtime,
        String bundleId,
        Evaluation.Data data,
        double accuracy,
        long seed,
        List<FalseAlarms> clean,
        List<AttackFound> attacks,
        List<CorruptionFound> corruptions,
        List<WorstCase> worstCase,
        List<Control> controls,
        List<AdaptiveFinding> checks) {
    static final int FORMAT_VERSION = 1;

    public DetectorReport {
        clean = List.copyOf(clean);
        attacks = List.copyOf(attacks);
        corruptions = List.copyOf(corruptions);
        worstCase = List.copyOf(worstCase);
        controls = List.copyOf(controls);
        checks = List.copyOf(checks);
    }

    /** Writes the file in one step; an existing one is replaced. */
    public void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
