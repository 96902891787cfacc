package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.Outputs.deadLetter;
import static io.latentwatch.local.demo.Outputs.position;
import static io.latentwatch.local.demo.Outputs.sample;
import static io.latentwatch.local.demo.Outputs.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentwatch.local.demo.SentImage.Part;
import io.latentwatch.local.page.PageOption;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSummaryTest {
    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();

    @Test
    void countsByAttackAndIsWrittenWithTheKeysThatOthersRead() throws IOException {
        // Clean: 4 sent, 3 right, 1 of these flagged; so the wrong one slipped through. Attacked: 2 sent, none right,
        // both
        // flagged. One malformed.
        judged(0, "none", 1, 1, false);
        judged(1, "none", 1, 1, false);
        judged(2, "none", 2, 2, true);
        judged(3, "none", 0, 2, false);
        judged(4, "pgd", 0, 1, true);
        judged(5, "pgd", 0, 2, true);
        ledger.sent(position(6), sample("broken", SentImage.MALFORMED, 0));
        ledger.deadLetter(deadLetter(6), millis(500));

        DemoSummary.of(new DemoResult(result("robust"), List.of())).write(folder.resolve("demo/summary.json"));

        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("demo/summary.json")));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "images",
                        "verdicts",
                        "deadLetters",
                        "alarms",
                        "imagesPerSecond",
                        "latencyMillis",
                        "byAttack",
                        "beside");
        assertThat(json.get("images").asInt()).isEqualTo(7);
        assertThat(json.get("verdicts").asInt()).isEqualTo(6);
        assertThat(json.get("deadLetters").asInt()).isEqualTo(1);
        assertThat(json.at("/byAttack/0").toString())
                .isEqualTo("{\"attack\":\"none\",\"images\":4,\"accuracy\":0.75,\"flagged\":0.25,\"slipped\":0.25}");
        assertThat(json.at("/byAttack/1").toString())
                .isEqualTo("{\"attack\":\"pgd\",\"images\":2,\"accuracy\":0.0,\"flagged\":1.0,\"slipped\":0.0}");
        // Latencies 10, 20, … 60 ms; nearest ranks: ceil(0.5 x 6) = 3rd, ceil(0.99 x 6) = 6th. The dead letter's does
        // not count.
        assertThat(json.at("/latencyMillis/p50").asDouble()).isEqualTo(30);
        assertThat(json.at("/latencyMillis/p99").asDouble()).isEqualTo(60);
        assertThat(json.get("beside")).isEmpty();
    }

    @Test
    void setsTheFiguresOfOtherNetworksBesideUnderTheSameKeys() throws IOException {
        judged(0, "none", 1, 1, false);
        judged(1, "pgd", 2, 1, false);
        NetworkResult network = result("standard");

        DemoSummary.of(new DemoResult(result("robust"), List.of(network))).write(folder.resolve("summary.json"));

        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("summary.json")));
        ObjectNode beside = (ObjectNode) json.at("/beside/0");
        assertThat(beside.remove("network").asText()).isEqualTo("standard");
        assertThat(beside).as("figures of the same images").isEqualTo(((ObjectNode) json).without("beside"));
    }

    @Test
    void speedLeavesTheFirstThirdOut() {
        // Nine images: the first three a second apart, the other six 100 ms apart, so 10 a second.
        long seen = 0;
        for (int i = 0; i < 9; i++) {
            seen += millis(i <= 3 ? 1_000 : 100);
            ledger.sent(position(i), new SentImage("i" + i, Part.SPEED, "none", 0));
            ledger.verdict(verdict(i), seen);
        }

        assertThat(Timings.imagesPerSecond(ledger.sent())).isEqualTo(10);
    }

    @Test
    void reportNamesTheFaults() {
        judged(0, "none", 1, 1, false);
        ledger.sent(position(1), sample("gone", "none", 0));

        String text = report(new DemoResult(result("robust"), List.of()));

        assertThat(text).contains("FAULT", "image gone has 0 verdicts").doesNotContain("accounted for");
    }

    @Test
    void reportNamesTheFaultsOfANetworkBesideTheMainOne() {
        judged(0, "none", 1, 1, false);
        NetworkResult main = result("robust");
        ledger.sent(position(1), sample("gone", "none", 0));

        String text = report(new DemoResult(main, List.of(result("standard"))));

        assertThat(text)
                .contains("FAULT", "standard: ", "image gone has 0 verdicts")
                .doesNotContain("accounted for");
    }

    @Test
    void reportHasALineForEachNetworkAndAttack() {
        // As above: of 4 clean images 3 right and 1 flagged; of 2 attacked ones none right, 1 flagged.
        judged(0, "none", 1, 1, false);
        judged(1, "none", 1, 1, false);
        judged(2, "none", 2, 2, true);
        judged(3, "none", 0, 2, false);
        judged(4, "pgd", 0, 1, true);
        judged(5, "pgd", 0, 2, false);

        String text = report(new DemoResult(result("robust"), List.of(result("standard"))));

        assertThat(text.lines())
                .contains(
                        "  network    attack       images   accuracy    flagged    slipped",
                        "  robust     none              4     75.0 %     25.0 %     25.0 %",
                        "  robust     pgd               2      0.0 %     50.0 %     50.0 %",
                        "  standard   none              4     75.0 %     25.0 %     25.0 %",
                        "  standard   pgd               2      0.0 %     50.0 %     50.0 %");
        assertThat(text).contains("robust 6 records sent, 6 verdicts, 0 dead letters; standard 6 records");
    }

    private String report(DemoResult result) {
        DemoNetwork network = DemoNetwork.of(folder, List.of(folder));
        DemoOptions options = new DemoOptions(network, List.of(), folder, 0, 500, Map.of(), false, new PageOption());
        return new DemoReport(options, result, DemoSummary.of(result), 0.01).text();
    }

    private NetworkResult result(String name) {
        return new NetworkResult(name, twoAttacks(), ledger.sent(), List.of(), ledger.faults());
    }

    private void judged(int offset, String attack, int predicted, int label, boolean flagged) {
        ledger.sent(position(offset), sample("i" + offset, attack, millis(offset)));
        ledger.verdict(verdict(offset, predicted, label, flagged), millis(offset) + millis(10L * (offset + 1)));
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static DemoImages twoAttacks() {
        Image image = Image.newBuilder()
                .setId("any")
                .setEncoding(Encoding.PNG)
                .setBytes(ByteBuffer.allocate(0))
                .build();
        return new DemoImages(List.of(new DemoImage("none", image), new DemoImage("pgd", image)));
    }
}
