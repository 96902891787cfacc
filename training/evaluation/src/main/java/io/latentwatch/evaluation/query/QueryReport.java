package io.latentwatch.evaluation.query;

import java.util.List;

/**
 * What the search for near-duplicate queries finds.
 *
 * @param bundleId the bundle
 * @param nearPrint distance of prints below which an image counts as a query; below 0 where the bundle does not say: then nothing is run
 * @param cleanImages different clean images of one source
 * @param cleanQueries of them that count as queries; one in a hundred is what the bundle promises
 * @param cleanAlarms that they raise
 */
public record QueryReport(
        String bundleId,
        double nearPrint,
        int cleanImages,
        int cleanQueries,
        int cleanAlarms,
        QuerySettings settings,
        List<QueryRow> rows) {
    public QueryReport {
        rows = List.copyOf(rows);
    }
}
