package io.latentwatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.benchmarks.summary.Summary;
import io.latentwatch.benchmarks.workloads.BundleSource;
import io.latentwatch.benchmarks.workloads.Ratio;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.benchmarks.workloads.Workload;
import io.latentwatch.local.Home;
import io.latentwatch.schemas.Encoding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny runs of everything that needs no trainer; they say nothing of speed. */
class BenchmarkIT {
    @TempDir
    private Path out;

    @Test
    void writesACompleteSummaryOfFiniteFigures() throws Exception {
        JsonNode workload = bench("bundle", "--bundle", demo("anp-vs/bundle"), "--latency", "2");

        assertThat(workload.at("/setting/imagesPerRound").asInt()).isEqualTo(640);
        assertThat(workload.at("/setting/rounds").asInt()).isEqualTo(1);
        assertThat(workload.at("/setting/images").asText()).isEqualTo("28x28x1 raw");
        assertSpeeds(workload, "runtime", "runtimeWithScores", "plainLoop", "job", "twinnedPlainLoop", "twinnedJob");
        assertRatios(
                workload,
                "jobToRuntime",
                "jobToRuntimeWithScores",
                "jobToPlainLoop",
                "twinnedJobToRuntime",
                "twinnedJobToTwinnedPlainLoop");
        for (String way : List.of("plainLoop", "job")) {
            for (String quantile : List.of("p50Millis", "p99Millis")) {
                assertSpread(workload.at("/latency/" + way), quantile);
            }
        }
    }

    /** Every kind of way that the other workloads have, on a bundle that is there. */
    @Test
    void measuresPngAndTwoSubtasks() throws Exception {
        Workload workload = new Workload(
                "small",
                new BundleSource.Folder(Path.of(demo("anp-vs/bundle")), List.of(Path.of(demo("clean.avro")))),
                Encoding.PNG,
                640,
                List.of(
                        new Ratio(WayKind.JOB, WayKind.PNG_DECODER, OptionalDouble.of(0.5)),
                        new Ratio(WayKind.TWO_SUBTASKS, WayKind.PLAIN_LOOP, OptionalDouble.empty())),
                false);

        Summary summary = new Benchmark(new BenchOptions(
                        List.of(workload), OptionalInt.empty(), 1, 64, Duration.ofSeconds(2), false, out))
                .run();

        JsonNode figures = new ObjectMapper().readTree(summary.json()).at("/workloads/small");
        assertThat(figures.at("/setting/images").asText()).isEqualTo("28x28x1 png");
        assertSpeeds(figures, "pngDecoder", "plainLoop", "job", "twoSubtasks");
        assertRatios(figures, "jobToPngDecoder", "twoSubtasksToPlainLoop");
        assertThat(figures.has("latency")).isFalse();
    }

    private JsonNode bench(String workload, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "bench", "--sample", demo("clean.avro"), "--images", "640", "--rounds", "1", "--out", out.toString()));
        arguments.addAll(List.of(options));

        assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isZero();

        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertThat(summary.at("/machine/cores").asInt()).isPositive();
        assertThat(summary.get("workloads").fieldNames()).toIterable().containsExactly(workload);
        return summary.at("/workloads/" + workload);
    }

    private static void assertSpeeds(JsonNode workload, String... ways) {
        JsonNode speeds = workload.get("imagesPerSecond");
        assertThat(speeds.fieldNames()).toIterable().containsExactly(ways);
        List.of(ways).forEach(way -> assertSpread(speeds, way));
    }

    private static void assertRatios(JsonNode workload, String... keys) {
        JsonNode ratios = workload.get("ratios");
        assertThat(ratios.fieldNames()).toIterable().containsExactly(keys);
        for (String key : keys) {
            assertPositive(ratios.get(key), "ofMedians");
            assertSpread(ratios.get(key), "byRound");
        }
    }

    private static void assertSpread(JsonNode node, String name) {
        JsonNode spread = node.get(name);
        assertThat(spread).as(name).isNotNull();
        assertThat(spread.at("/rounds")).as(name).hasSize(1);
        List.of("median", "min", "max").forEach(figure -> assertPositive(spread, figure));
    }

    private static void assertPositive(JsonNode node, String name) {
        assertThat(node.path(name).asDouble(Double.NaN)).as(name).isPositive().isFinite();
    }

    private static String demo(String name) {
        return Home.resolve("../local/demo").resolve(name).toString();
    }
}
