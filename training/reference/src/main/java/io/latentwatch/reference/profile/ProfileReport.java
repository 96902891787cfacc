package io.latentwatch.reference.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.PacRank;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What was measured while profiling.
 *
 * @param accuracy share of the labelled clean images that are classified rightly; null where no labels were given
 * @param overlapping images left out because the network was trained on them
 * @param repeated images left out because another one is the same
 * @param unreadable images left out because they cannot be decoded, or have another size
 * @param referencesByClass images of split A by predicted class
 * @param tables the calibration tables, and what false-alarm rates each can carry
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProfileReport(
        String bundleId,
        int standardisationImages,
        int calibrationImages,
        Double accuracy,
        int overlapping,
        int repeated,
        int unreadable,
        List<Long> referencesByClass,
        List<Table> tables) {
    /** Classes with fewer reference images take the references of all images. */
    public static final int LEAST_REFERENCES = ReferenceBuilder.MINIMUM_PER_CLASS;

    /** The false-alarm rate that a bundle must at least be able to promise. */
    static final double USUAL_ALPHA = 0.01;

    private static final List<Double> ALPHAS = List.of(0.05, USUAL_ALPHA, 0.001);

    /**
     * A calibration table.
     *
     * @param table {@code pooled}, {@code class-<k>} or {@code rest}
     * @param images that it was made of
     */
    public record Table(String table, int images, List<Promise> promises) {}

    /**
     * A false-alarm rate and the rank that keeps it for 99 % of calibration draws.
     *
     * @param rank 0: the calibration images are too few
     * @param expectedShare of flags on clean images, in the mean over calibration draws
     * @param minimumImages that it takes
     */
    public record Promise(double alpha, int rank, double expectedShare, int minimumImages) {
        static Promise of(double alpha, double risk, int images) {
            int rank = PacRank.largest(images, alpha, risk);
            return new Promise(alpha, rank, rank / (images + 1.0), PacRank.minimumImages(alpha, risk));
        }
    }

    static ProfileReport of(Calibration calibration, CleanImages images, long[] referencesByClass) {
        int n = calibration.calibrationImages();
        return new ProfileReport(
                null,
                calibration.standardisationImages(),
                n,
                calibration.labelled() == 0 ? null : (double) calibration.correct() / calibration.labelled(),
                images.overlapping(),
                images.repeated(),
                images.unreadable(),
                Arrays.stream(referencesByClass).boxed().toList(),
                tables(calibration.imagesByTable()));
    }

    private static List<Table> tables(Map<String, Integer> images) {
        double risk = PacRank.RISK / images.size();
        return images.entrySet().stream()
                .map(table -> new Table(
                        table.getKey(),
                        table.getValue(),
                        ALPHAS.stream()
                                .map(alpha -> Promise.of(alpha, risk, table.getValue()))
                                .toList()))
                .toList();
    }

    /** Classes whose references are those of all images, since they have fewer than {@link #LEAST_REFERENCES} themselves. */
    public List<Integer> classesWithoutReferences() {
        return classesWhere(k -> referencesByClass.get(k) < LEAST_REFERENCES);
    }

    /** Classes that share the table {@code rest}; empty where there is none. */
    public List<Integer> classesOfTheRest() {
        Set<String> names = tables.stream().map(Table::table).collect(Collectors.toSet());
        return names.contains(CalibrationTables.REST)
                ? classesWhere(k -> !names.contains(CalibrationTables.ofClass(k)))
                : List.of();
    }

    private List<Integer> classesWhere(IntPredicate holds) {
        return IntStream.range(0, referencesByClass.size())
                .filter(holds)
                .boxed()
                .toList();
    }

    ProfileReport withBundleId(String id) {
        return new ProfileReport(
                id,
                standardisationImages,
                calibrationImages,
                accuracy,
                overlapping,
                repeated,
                unreadable,
                referencesByClass,
                tables);
    }

    /** The report's file; the bundle's id is not in it, since the id covers the report. */
    byte[] json() {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        try {
            return (mapper.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report can always be written", e);
        }
    }

    /** The same for people: one page without scripts or anything from outside. */
    byte[] page(String architecture, List<String> classes) {
        String promised = tables.stream()
                .flatMap(table -> table.promises().stream()
                        .map(p -> row(
                                table.table(),
                                percent(p.alpha()),
                                p.rank() == 0
                                        ? "not with so few: " + p.minimumImages() + " images needed"
                                        : "kept by rank " + p.rank(),
                                p.rank() == 0 ? "-" : percent(p.expectedShare()))))
                .collect(Collectors.joining());
        String references = IntStream.range(0, classes.size())
                .mapToObj(k -> row(classes.get(k), referencesByClass.get(k)))
                .collect(Collectors.joining());
        String page = """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Latentwatch bundle</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
                table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ccc;padding:.3rem 1rem .3rem 0;text-align:left}
                @media(prefers-color-scheme:dark){body{background:#161616;color:#e8e8e8}}</style></head><body>
                <h1>%s</h1>
                <p>%d clean images made the references and %d the calibration; %s %d were left out because the network was trained on them,
                %d because another image is the same, %d because they cannot be read.</p>
                <h2>False alarms</h2>
                <p>An image is flagged when fewer calibration images than the rank are at least as suspicious. For 99 %% of calibration draws the real
                share of flags on clean images is then at most the promised one; it holds for images drawn like the calibration images.</p>
                <table><tr><th>table</th><th>promised at most</th><th></th><th>expected on clean images</th></tr>%s</table>
                <h2>Reference images by predicted class</h2>
                <table><tr><th>class</th><th>images</th></tr>%s</table>
                </body></html>
                """.formatted(
                        escape(architecture),
                        standardisationImages,
                        calibrationImages,
                        accuracy == null ? "" : percent(accuracy) + " of them are classified rightly;",
                        overlapping,
                        repeated,
                        unreadable,
                        promised,
                        references);
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells)
                .map(cell -> "<td>" + escape(String.valueOf(cell)) + "</td>")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
