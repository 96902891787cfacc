package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.monitoring.StartChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus with the rules that are shipped, on the real job. */
@Timeout(180)
class PrometheusIT {
    private static final int IMAGES = 400;
    private static final Set<String> NOT_OURS = Set.of("__name__", "instance", "job", "subtask_index", "le");

    private static final Pattern FLINKS =
            Pattern.compile("\\bflink_(?:task|job)manager_(?!job_task_operator_latentwatch)\\w+");

    /** So that an open alarm is among what is told. */
    private static final Map<String, String> RAISES_SOON = Map.of("alarm.false-alarms-per-month", "2.592e8");

    @TempDir
    private Path folder;

    @Test
    void showsEveryMetricOfTheCatalogueUnderItsOwnNameAndLabels() throws Exception {
        assumeTrue(RealPrometheus.program().isPresent(), "skipped: there is no program named prometheus on the path");
        int port = LoopbackPorts.free(1).get(0);
        try (Stack stack = Stack.start()) {
            stack.createTopics("metrics");
            stack.send("metrics", DemoData.images(IMAGES));
            try (LocalJob job = LocalJob.start(
                            StartChecks.run(stack.configuration("metrics", RAISES_SOON)),
                            folder.resolve("job"),
                            Optional.empty(),
                            OptionalInt.of(port));
                    RealPrometheus prometheus = RealPrometheus.scraping(port, folder)) {
                Awaiting.until(job, () -> prometheus.value("sum(latentwatch_images{outcome=\"judged\"})") == IMAGES);

                namesAreThoseOfTheCatalogue(prometheus);
                labelsAreThoseOfTheCatalogue(prometheus);
                valuesAgree(prometheus);
                flinksMetricsAreThere(prometheus);
            }
        }
    }

    private static void namesAreThoseOfTheCatalogue(RealPrometheus prometheus) throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            String name = "latentwatch_" + metric.id();
            expected.addAll(
                    metric.kind() == Metric.Kind.BUCKETS ? List.of(name + "_bucket", name + "_sum") : List.of(name));
        }
        Set<String> found = new TreeSet<>();
        for (JsonNode name : prometheus.result("/api/v1/label/__name__/values")) {
            if (name.asText().startsWith("latentwatch_")) {
                found.add(name.asText());
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    private static void labelsAreThoseOfTheCatalogue(RealPrometheus prometheus) throws Exception {
        for (Metric metric : Metric.values()) {
            JsonNode series = prometheus.query("{__name__=~\"latentwatch_%s(_bucket|_sum)?\"}".formatted(metric.id()));
            assertThat(series).as(metric.id()).isNotEmpty();
            for (JsonNode one : series) {
                List<String> labels = new ArrayList<>();
                one.get("metric").fieldNames().forEachRemaining(labels::add);
                labels.removeAll(NOT_OURS);
                assertThat(labels).as(metric.id()).containsExactlyInAnyOrderElementsOf(metric.labels());
            }
        }
    }

    /** Those of Flink's own metrics that rules and boards read. */
    private static void flinksMetricsAreThere(RealPrometheus prometheus) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Path folder : List.of(Path.of("../../docker/prometheus"), Path.of("../../docker/grafana/dashboards"))) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    FLINKS.matcher(Files.readString(file)).results().forEach(name -> names.add(name.group()));
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(10);
        for (String name : names) {
            assertThat(prometheus.query(name)).as(name).isNotEmpty();
        }
    }

    /**
     * The second subtask of what runs in several has 120 series at most, without those of the stream's alarms, which stand on the subtask that the bundle's id falls to; beside the first one stands what
     * there is once, the model's figures.
     */
    private static void valuesAgree(RealPrometheus prometheus) throws Exception {
        assertThat(
                        prometheus.value(
                                "count({__name__=~\"latentwatch_.+\", __name__!~\"latentwatch_(evidence|evidence_limit|open_alarms|alarms)\", subtask_index=\"1\"})"))
                .isBetween(50.0, 120.0);
        assertThat(prometheus.value("count({__name__=~\"latentwatch_.+\", subtask_index=\"0\"})"))
                .isBetween(50.0, 220.0);
        assertThat(prometheus.value("sum(latentwatch_p_value_bucket{le=\"+Inf\"})"))
                .isEqualTo(IMAGES);
        assertThat(prometheus.value("sum(latentwatch_predicted_images)")).isEqualTo(IMAGES);
        assertThat(prometheus.value("sum(latentwatch_expected_flags) / sum(latentwatch_images)"))
                .isBetween(0.005, 0.01);
        assertThat(prometheus.value(
                        "min(sum by (layer) (latentwatch_distortion) / sum by (layer) (latentwatch_clean_distortion))"))
                .isBetween(0.8, 1.3);
        assertThat(
                        prometheus.value(
                                "histogram_quantile(0.5, sum by (le) (latentwatch_processing_seconds_bucket{stage=\"infer\"}))"))
                .isBetween(0.0, 2.0);
    }
}
