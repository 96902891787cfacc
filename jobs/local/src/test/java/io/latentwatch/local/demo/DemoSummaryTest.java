package io.latentwatch.local.demo;

import static io.latentwatch.local.demo.Outputs.deadLetter;
import static io.latentwatch.local.demo.Outputs.position;
import static io.latentwatch.local.demo.Outputs.sample;
import static io.latentwatch.local.demo.Outputs.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.local.demo.SentImage.Part;
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
        // Clean: 4 sent, 3 right, 1 flagged. Attacked: 2 sent, none right, both flagged. One malformed.
        judged(0, "none", 1, 1, false);
        judged(1, "none", 1, 1, false);
        judged(2, "none", 2, 2, true);
        judged(3, "none", 0, 2, false);
        judged(4, "pgd", 0, 1, true);
        judged(5, "pgd", 0, 2, true);
        ledger.sent(position(6), sample("broken", SentImage.MALFORMED, 0));
        ledger.deadLetter(deadLetter(6), millis(500));

        DemoResult result = new DemoResult(twoAttacks(), ledger.sent(), List.of(), ledger.faults());
        DemoSummary.of(result).write(folder.resolve("demo/summary.json"));

        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("demo/summary.json")));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "images", "verdicts", "deadLetters", "alarms", "imagesPerSecond", "latencyMillis", "byAttack");
        assertThat(json.get("images").asInt()).isEqualTo(7);
        assertThat(json.get("verdicts").asInt()).isEqualTo(6);
        assertThat(json.get("deadLetters").asInt()).isEqualTo(1);
        assertThat(json.at("/byAttack/0").toString())
                .isEqualTo("{\"attack\":\"none\",\"images\":4,\"accuracy\":0.75,\"flagged\":0.25}");
        assertThat(json.at("/byAttack/1").toString())
                .isEqualTo("{\"attack\":\"pgd\",\"images\":2,\"accuracy\":0.0,\"flagged\":1.0}");
        // Latencies 10, 20, … 60 ms; nearest ranks: ceil(0.5 x 6) = 3rd, ceil(0.99 x 6) = 6th. The dead letter's does
        // not count.
        assertThat(json.at("/latencyMillis/p50").asDouble()).isEqualTo(30);
        assertThat(json.at("/latencyMillis/p99").asDouble()).isEqualTo(60);
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
        DemoResult result = new DemoResult(twoAttacks(), ledger.sent(), List.of(), ledger.faults());
        DemoOptions options = new DemoOptions(folder, List.of(folder), folder, 0, 500, Map.of(), false);

        String text = new DemoReport(options, result, DemoSummary.of(result), 0.01).text();

        assertThat(text).contains("FAULT", "image gone has 0 verdicts").doesNotContain("accounted for");
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
