package io.latentwatch.benchmarks.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.detector.statistics.Spread;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Spread RUNTIME = Spread.of(List.of(100.0, 90.0, 110.0));
    private static final Spread LOOP = Spread.of(List.of(60.0, 50.0, 70.0));
    private static final Spread JOB = Spread.of(List.of(75.0, 81.0, 66.0));
    private static final Spread TWINNED_LOOP = Spread.of(List.of(40.0, 40.0, 40.0));
    private static final Spread TWINNED_JOB = Spread.of(List.of(50.0, 30.0, 20.0));

    private static Summary summary(Optional<String> commit) {
        Workload workload = new Workload(
                "lenet",
                "ab12",
                64,
                1000,
                3,
                Comparison.of(RUNTIME, LOOP, JOB),
                Comparison.of(RUNTIME, TWINNED_LOOP, TWINNED_JOB));
        return Summary.of(new Machine(2, "a processor", "Linux amd64", "17", 0.5), commit, List.of(workload));
    }

    private static JsonNode json(Summary summary) throws IOException {
        return new ObjectMapper().readTree(summary.json());
    }

    @Test
    void ratiosOfMediansStandAtTheWorkload() throws IOException {
        JsonNode workload = json(summary(Optional.empty())).at("/workloads/lenet");

        assertThat(workload.at("/jobToRuntime").asDouble()).isCloseTo(0.75, within(1e-12)); // 75 / 100
        assertThat(workload.at("/jobToPlainLoop").asDouble()).isCloseTo(1.25, within(1e-12)); // 75 / 60
        assertThat(workload.at("/job/median").asDouble()).isEqualTo(75);
        assertThat(workload.at("/runtime/min").asDouble()).isEqualTo(90);
        assertThat(workload.at("/plainLoop/max").asDouble()).isEqualTo(70);
        assertThat(workload.at("/job/rounds")).hasSize(3);
    }

    @Test
    void ratiosWithinRoundsHaveTheirSpread() throws IOException {
        JsonNode byRound = json(summary(Optional.empty())).at("/workloads/lenet/jobToRuntimeByRound");

        assertThat(byRound.at("/median").asDouble()).isCloseTo(0.75, within(1e-12)); // 75/100, 81/90, 66/110
        assertThat(byRound.at("/min").asDouble()).isCloseTo(0.6, within(1e-12));
        assertThat(byRound.at("/max").asDouble()).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void twinsHaveAnObjectOfTheirOwn() throws IOException {
        JsonNode twins = json(summary(Optional.empty())).at("/workloads/lenet/twins");

        assertThat(twins.at("/jobToPlainLoop").asDouble()).isCloseTo(0.75, within(1e-12)); // 30 / 40
        assertThat(twins.at("/jobToRuntime").asDouble()).isCloseTo(0.3, within(1e-12)); // 30 / 100
    }

    @Test
    void saysWhatWasMeasuredAndOnWhat() throws IOException {
        JsonNode summary = json(summary(Optional.of("0123456789abcdef0123456789abcdef01234567")));

        assertThat(summary.at("/commit").asText()).startsWith("0123");
        assertThat(summary.at("/machine/cores").asInt()).isEqualTo(2);
        assertThat(summary.at("/machine/java").asText()).isEqualTo("17");
        assertThat(summary.at("/workloads/lenet/rounds").asInt()).isEqualTo(3);
        assertThat(summary.at("/workloads/lenet/imagesPerRound").asInt()).isEqualTo(1000);
        assertThat(summary.at("/workloads/lenet/batch").asInt()).isEqualTo(64);
        assertThat(summary.at("/workloads/lenet/bundleId").asText()).isEqualTo("ab12");
    }

    @Test
    void leavesOutACommitThatIsNotKnown() throws IOException {
        assertThat(json(summary(Optional.empty())).has("commit")).isFalse();
    }

    @Test
    void theTableHasEveryMedianAndRatio() {
        assertThat(ConsoleTable.of(summary(Optional.empty())))
                .contains(
                        "lenet", "100", "60", "75", "40", "30", "0.750", "1.250", "2 cores", "3 rounds of 1000 images");
    }
}
