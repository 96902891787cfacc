package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.local.Main;
import io.latentwatch.local.page.PageOption;
import io.latentwatch.local.run.DemoData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user starts it, with fewer images. */
@Timeout(240)
class DemoIT {
    @TempDir
    private Path out;

    @Test
    void accountsForEveryImageAndWritesTheSummary() throws Exception {
        int status = Main.commandLine()
                .execute(
                        "demo",
                        "--bundle",
                        DemoData.BUNDLE.toString(),
                        "--sample",
                        DemoData.CLEAN.toString(),
                        "--out",
                        out.toString(),
                        "--speed-images",
                        "3000",
                        "--rate",
                        "1000");

        assertThat(status).isZero();
        JsonNode summary = new ObjectMapper().readTree(Files.readString(out.resolve("summary.json")));
        int malformed = MalformedRecords.all().size();
        int clean = summary.at("/byAttack/0/images").asInt();
        assertThat(clean).isPositive();
        assertThat(summary.get("images").asInt()).isEqualTo(3_000 + clean + malformed);
        assertThat(summary.get("verdicts").asInt()).isEqualTo(3_000 + clean);
        assertThat(summary.get("deadLetters").asInt()).isEqualTo(malformed);
        assertThat(summary.get("alarms").asInt()).as("alarms on clean images").isZero();
        assertThat(summary.get("imagesPerSecond").asDouble()).isPositive();
        assertThat(summary.at("/latencyMillis/p50").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(summary.at("/latencyMillis/p99").asDouble());
        assertThat(summary.at("/byAttack/0/attack").asText()).isEqualTo("none");
        assertThat(summary.at("/byAttack/0/flagged").asDouble()).isBetween(0.0, 0.05);
        assertThat(summary.get("byAttack")).hasSize(1);
        assertThat(summary.get("beside")).isEmpty();
        assertThat(out.resolve("running")).doesNotExist();
    }

    @Test
    void setsTheStandardNetworkBesideTheRobustOne() throws Exception {
        DemoFolder folder = new DemoFolder(DemoData.CLEAN.getParent());
        DemoOptions options = new DemoOptions(
                folder.network(folder.mainBundle()), folder.beside(), out, 0, 1_000, Map.of(), false, new PageOption());
        AtomicReference<DemoResult> shown = new AtomicReference<>();

        new Demo(options).run((result, alpha, bootstrapServers) -> shown.set(result));

        DemoResult result = shown.get();
        assertThat(result.faults()).isEmpty();
        assertThat(result.networks()).extracting(NetworkResult::name).containsExactly("anp-vs", "standard");
        assertThat(result.main().tallies())
                .extracting(AttackTally::attack)
                .containsExactly("none", "pgd-0.1", "transfer-pgd-0.1");
        assertThat(result.beside().get(0).tallies())
                .extracting(AttackTally::attack)
                .containsExactly("none", "pgd-0.1");
        assertThat(result.networks())
                .allSatisfy(network -> assertThat(network.tallies())
                        .allSatisfy(tally -> assertThat(tally.flagged().whole()).isEqualTo(tally.images())));
        assertThat(result.main().malformed()).isEqualTo(MalformedRecords.all().size());
        assertThat(out.resolve("running")).doesNotExist();
    }
}
