package io.latentwatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.local.Home;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tiny run of everything; it says nothing of speed. */
class BenchmarkIT {
    private static final List<String> COMPARISONS = List.of("", "/twins");
    private static final List<String> SPREADS =
            List.of("runtime", "plainLoop", "job", "jobToRuntimeByRound", "jobToPlainLoopByRound");

    @TempDir
    private Path out;

    @Test
    void writesACompleteSummaryOfFiniteFigures() throws Exception {
        int exit = Main.commandLine()
                .execute(
                        "bench",
                        "--bundle",
                        demo("standard/bundle"),
                        "--sample",
                        demo("clean.avro"),
                        "--images",
                        "2000",
                        "--rounds",
                        "1",
                        "--out",
                        out.toString());

        assertThat(exit).isZero();
        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertThat(summary.at("/machine/cores").asInt()).isPositive();
        assertThat(summary.at("/workloads")).hasSize(1);
        JsonNode workload = summary.at("/workloads").iterator().next();
        assertThat(workload.at("/imagesPerRound").asInt()).isEqualTo(2000);
        assertThat(workload.at("/rounds").asInt()).isEqualTo(1);
        for (String comparison : COMPARISONS) {
            assertComplete(workload.at(comparison), comparison);
        }
    }

    private static void assertComplete(JsonNode comparison, String name) {
        assertPositive(comparison, name + "/jobToRuntime");
        assertPositive(comparison, name + "/jobToPlainLoop");
        for (String spread : SPREADS) {
            assertThat(comparison.at("/" + spread + "/rounds"))
                    .as(name + "/" + spread)
                    .hasSize(1);
            for (String figure : List.of("median", "min", "max")) {
                assertPositive(comparison.get(spread), name + "/" + spread + "/" + figure);
            }
        }
    }

    private static void assertPositive(JsonNode node, String path) {
        double figure = node.at(path.substring(path.lastIndexOf('/'))).asDouble(Double.NaN);
        assertThat(figure).as(path).isPositive().isFinite();
    }

    private static String demo(String name) {
        return Home.resolve("../local/demo").resolve(name).toString();
    }
}
