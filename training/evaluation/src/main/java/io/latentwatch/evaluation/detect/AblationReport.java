package io.latentwatch.evaluation.detect;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.cost.ScoringCost;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.evaluate.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What each kind of score adds to a detector, measured on validation images.
 *
 * @param commit of the project's sources; null where it is not known
 * @param runtime version of ONNX Runtime
 * @param data the validation images
 * @param calibration images that every selection was calibrated on
 * @param alpha promised rate
 * @param seed of every attack
 * @param costs time per image, beside the network alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AblationReport(
        int formatVersion,
        String commit,
        String runtime,
        String bundleId,
        Evaluation.Data data,
        int calibration,
        double alpha,
        long seed,
        List<Attacked> attacks,
        List<Row> rows,
        List<ScoringCost> costs) {
    static final int FORMAT_VERSION = 1;

    public AblationReport {
        attacks = List.copyOf(attacks);
        rows = List.copyOf(rows);
        costs = List.copyOf(costs);
    }

    /** An attack, the images that it was run on, and those on which it succeeded. */
    public record Attacked(String name, int images, int succeeded) {}

    /**
     * One selection of scores.
     *
     * @param clean flags on all validation images as they are
     * @param found flags on each attack's successes, in the order of the attacks
     */
    public record Row(String scores, Flags clean, List<Flags> found) {
        public Row {
            found = List.copyOf(found);
        }
    }

    /**
     * Flags.
     *
     * @param share null of nothing
     * @param lower end of Wilson's 95 % interval
     * @param upper its other end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Flags(long count, long images, Double share, double lower, double upper) {
        static Flags of(long count, long images) {
            Share share = new Share(count, images);
            return new Flags(count, images, images == 0 ? null : share.value(), share.lower(), share.upper());
        }
    }

    /** Writes the file in one step; an existing one is replaced. */
    public void write(Path file) throws IOException {
        ReportFile.write(this, file);
    }
}
