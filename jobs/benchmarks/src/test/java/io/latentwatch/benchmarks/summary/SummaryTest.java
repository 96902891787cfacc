package io.latentwatch.benchmarks.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.benchmarks.summary.WorkloadFigures.Setting;
import io.latentwatch.benchmarks.workloads.Ratio;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.detector.statistics.Spread;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Map<WayKind, Spread> SPEEDS = Map.of(
            WayKind.RUNTIME, Spread.of(List.of(100.0, 90.0, 110.0)),
            WayKind.PLAIN_LOOP, Spread.of(List.of(60.0, 50.0, 70.0)),
            WayKind.JOB, Spread.of(List.of(75.0, 81.0, 66.0)),
            WayKind.TWINNED_JOB, Spread.of(List.of(50.0, 30.0, 20.0)));

    private static final List<Ratio> RATIOS = List.of(
            new Ratio(WayKind.JOB, WayKind.RUNTIME, OptionalDouble.of(0.7)),
            new Ratio(WayKind.JOB, WayKind.PLAIN_LOOP, OptionalDouble.empty()),
            new Ratio(WayKind.TWINNED_JOB, WayKind.RUNTIME, OptionalDouble.empty()));

    private static final LatencyFigures LATENCY = new LatencyFigures(
            37.5,
            new LatencyFigures.Quantiles(Spread.of(List.of(5.0, 4.0, 6.0)), Spread.of(List.of(9.0, 8.0, 12.0))),
            new LatencyFigures.Quantiles(Spread.of(List.of(7.0, 8.0, 9.0)), Spread.of(List.of(21.0, 22.0, 23.0))));

    private static Summary summary(Optional<String> commit) {
        return Summary.of(
                new Machine(2, "a processor", "Linux amd64", "17", 0.5),
                commit,
                List.of(workload("lenet", Optional.of(LATENCY)), workload("another", Optional.empty())));
    }

    private static WorkloadFigures workload(String name, Optional<LatencyFigures> latency) {
        return WorkloadFigures.of(
                name, new Setting("lenet-5", "ab12", "28x28x1 raw", 64, 1000, 3), SPEEDS, RATIOS, latency);
    }

    private static JsonNode json(Summary summary) throws IOException {
        return new ObjectMapper().readTree(summary.json());
    }

    @Test
    void everyWayHasItsSpeeds() throws IOException {
        JsonNode speeds = json(summary(Optional.empty())).at("/workloads/lenet/imagesPerSecond");

        assertThat(speeds.fieldNames()).toIterable().containsExactly("runtime", "plainLoop", "job", "twinnedJob");
        assertThat(speeds.at("/job/median").asDouble()).isEqualTo(75);
        assertThat(speeds.at("/runtime/min").asDouble()).isEqualTo(90);
        assertThat(speeds.at("/plainLoop/max").asDouble()).isEqualTo(70);
        assertThat(speeds.at("/job/rounds")).hasSize(3);
    }

    @Test
    void ratiosAreThoseOfTheMedians() throws IOException {
        JsonNode ratios = json(summary(Optional.empty())).at("/workloads/lenet/ratios");

        assertThat(ratios.at("/jobToRuntime/ofMedians").asDouble()).isCloseTo(0.75, within(1e-12)); // 75 / 100
        assertThat(ratios.at("/jobToPlainLoop/ofMedians").asDouble()).isCloseTo(1.25, within(1e-12)); // 75 / 60
        assertThat(ratios.at("/twinnedJobToRuntime/ofMedians").asDouble()).isCloseTo(0.3, within(1e-12)); // 30 / 100
    }

    @Test
    void ratiosWithinRoundsHaveTheirSpread() throws IOException {
        JsonNode byRound = json(summary(Optional.empty())).at("/workloads/lenet/ratios/jobToRuntime/byRound");

        assertThat(byRound.at("/median").asDouble()).isCloseTo(0.75, within(1e-12)); // 75/100, 81/90, 66/110
        assertThat(byRound.at("/min").asDouble()).isCloseTo(0.6, within(1e-12));
        assertThat(byRound.at("/max").asDouble()).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void aRatioHasItsGoalBesideIt() throws IOException {
        JsonNode ratios = json(summary(Optional.empty())).at("/workloads/lenet/ratios");

        assertThat(ratios.at("/jobToRuntime/goal").asDouble()).isEqualTo(0.7);
        assertThat(ratios.get("jobToPlainLoop").has("goal")).isFalse();
    }

    @Test
    void waitingTimesStandWhereTheyWereMeasured() throws IOException {
        JsonNode workloads = json(summary(Optional.empty())).get("workloads");

        JsonNode latency = workloads.at("/lenet/latency");
        assertThat(latency.at("/imagesPerSecond").asDouble()).isEqualTo(37.5);
        assertThat(latency.at("/job/p99Millis/median").asDouble()).isEqualTo(22);
        assertThat(latency.at("/plainLoop/p50Millis/median").asDouble()).isEqualTo(5);
        assertThat(latency.at("/medianJobToPlainLoop").asDouble()).isCloseTo(1.6, within(1e-12)); // 8 / 5
        assertThat(workloads.get("another").has("latency")).isFalse();
    }

    @Test
    void saysWhatWasMeasuredAndOnWhat() throws IOException {
        JsonNode summary = json(summary(Optional.of("0123456789abcdef0123456789abcdef01234567")));

        assertThat(summary.at("/commit").asText()).startsWith("0123");
        assertThat(summary.at("/machine/cores").asInt()).isEqualTo(2);
        assertThat(summary.at("/machine/java").asText()).isEqualTo("17");
        assertThat(summary.get("workloads").fieldNames()).toIterable().containsExactly("lenet", "another");
        JsonNode setting = summary.at("/workloads/lenet/setting");
        assertThat(setting.at("/architecture").asText()).isEqualTo("lenet-5");
        assertThat(setting.at("/images").asText()).isEqualTo("28x28x1 raw");
        assertThat(setting.at("/rounds").asInt()).isEqualTo(3);
        assertThat(setting.at("/imagesPerRound").asInt()).isEqualTo(1000);
        assertThat(setting.at("/batch").asInt()).isEqualTo(64);
        assertThat(setting.at("/bundleId").asText()).isEqualTo("ab12");
    }

    @Test
    void leavesOutACommitThatIsNotKnown() throws IOException {
        assertThat(json(summary(Optional.empty())).has("commit")).isFalse();
    }

    @Test
    void theTableHasEveryMedianAndRatio() {
        assertThat(ConsoleTable.of(summary(Optional.empty())).lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "2 cores (a processor), Java 17, load before 0.5",
                        " ONNX Runtime alone, plain model 100 90 110",
                        " job, every image twinned 30 20 50",
                        " job / ONNX Runtime 0.750 0.600 0.900 0.7",
                        " job / plain loop 1.250 0.943 1.620 ", // 66 / 70, 81 / 50
                        "latency, ms, at 38 images/s median min max",
                        " plain loop, p50 5 4 6",
                        " job, p99 22 21 23",
                        " job / plain loop, p50 1.60 at most 2");
    }
}
