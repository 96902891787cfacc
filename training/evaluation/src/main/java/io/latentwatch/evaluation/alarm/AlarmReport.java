package io.latentwatch.evaluation.alarm;

import io.latentwatch.evaluation.evaluate.Evaluation;
import java.util.List;

/**
 * What a bundle's alarms are worth on streams of real images. The same bundle, images and settings give the same report.
 *
 * @param bundleId the bundle
 * @param data the clean images
 * @param alpha promised rate; every image was twinned
 * @param seed of attacks, corruptions and streams
 */
public record AlarmReport(
        String bundleId, Evaluation.Data data, double alpha, long seed, AlarmSettings settings, List<AlarmRow> rows) {
    public AlarmReport {
        rows = List.copyOf(rows);
    }
}
