package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentwatch.local.Main;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.start.StartRefusedException;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.InMemoryRegistry;
import io.latentwatch.wire.MessageDecoder;
import io.latentwatch.wire.RegistrySettings;
import io.latentwatch.wire.UnreadableMessageException;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job and its tools with a schema registry: real broker, real job, a registry that answers as Confluent's does. */
@Timeout(120)
class SchemaRegistryIT {
    private static final String USER = "job:registry-secret";

    private static Stack stack;

    private InMemoryRegistry registry;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @BeforeEach
    void startRegistry() throws IOException {
        registry = InMemoryRegistry.start();
        registry.demand(USER);
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void imagesAreReadAndVerdictsWrittenWithTheRegistrysIds() throws Exception {
        stack.createTopics("registered");
        replay("registered", 50);
        stack.send("registered", DemoData.images(10)); // in single-object encoding, as before there was a registry
        sendUnknownId();
        stack.runBounded("registered", options(), folder);

        List<byte[]> messages = stack.values("registered.verdicts");
        assertThat(messages).hasSize(60).allMatch(message -> message[0] == 0);
        assertThat(decode(messages, Verdict.class))
                .extracting(Verdict::getBundleId)
                .doesNotContainNull();
        List<DeadLetter> letters = decode(stack.values("registered.dead-letters"), DeadLetter.class);
        assertThat(letters).extracting(DeadLetter::getReason).containsExactly(DeadLetterReason.UNDECODABLE_RECORD);
        assertThat(letters.get(0).getDetail()).contains("the id 99999");
        assertThat(registry.subjects())
                .containsExactly(
                        "registered.alarms-value",
                        "registered.dead-letters-value",
                        "registered.distortion-value",
                        "registered.images-value",
                        "registered.retraining-value",
                        "registered.verdicts-value");
        assertThat(registry.requests())
                .as("one question for each schema, not for each image")
                .hasSizeLessThan(30);
    }

    @Test
    void thePageReadsWhatTheRegistryKnows() throws Exception {
        stack.createTopics("shown");
        replay("shown", 300);
        stack.runBounded("shown", options(), folder);
        long flagged = decode(stack.values("shown.verdicts"), Verdict.class).stream()
                .filter(Verdict::getFlagged)
                .count();

        JsonNode shown = ServedPage.shownOf(stack.configuration("shown", options()), 300);

        assertThat(shown.at("/totals/flagged").asLong()).isPositive().isEqualTo(flagged);
    }

    @Test
    void deadLettersAreSentAgain() throws Exception {
        stack.createTopics("redriven");
        stack.send("redriven", DemoData.images(5));
        Map<String, String> small = options();
        small.put("image.max-pixels", "100");
        stack.runBounded("redriven", small, folder.resolve("first"));

        assertThat(Main.commandLine()
                        .execute(tool(
                                "redrive",
                                "--reason",
                                "too_large",
                                "--dead-letters",
                                "redriven.dead-letters",
                                "--topic",
                                "redriven.images")))
                .isZero();
        stack.runBounded("redriven", options(), folder.resolve("second"));

        assertThat(decode(stack.values("redriven.verdicts"), Verdict.class)).hasSize(5);
    }

    @Test
    void aStartWithoutTheRightPasswordIsRefused() throws Exception {
        stack.createTopics("refused");
        Map<String, String> wrong = options();
        wrong.put("schema.registry.basic-auth", "job:wrong-secret");

        assertThatThrownBy(() -> StartChecks.run(stack.configuration("refused", wrong)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(registry.url(), "status 401", "credentials")
                .hasMessageNotContaining("secret");
        assertThat(stack.configuration("refused", wrong).toString()).doesNotContain("secret");
    }

    /** Sends clean images as the command does. */
    private void replay(String prefix, int images) {
        assertThat(Main.commandLine()
                        .execute(tool(
                                "replay",
                                "--images",
                                DemoData.CLEAN.toString(),
                                "--limit",
                                Integer.toString(images),
                                "--topic",
                                prefix + ".images")))
                .isZero();
    }

    private static void sendUnknownId() throws IOException {
        try (ImageProducer producer = new ImageProducer(stack.clientSettings(), "registered.images")) {
            producer.send("unknown", new byte[] {0, 0, 1, (byte) 0x86, (byte) 0x9F, 0}, stored -> {});
            producer.flush();
        }
    }

    private Map<String, String> options() {
        return new HashMap<>(Map.of("schema.registry.url", registry.url(), "schema.registry.basic-auth", USER));
    }

    private String[] tool(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry",
                "url=" + registry.url(),
                "--registry",
                "basic-auth=" + USER));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private <T> List<T> decode(List<byte[]> messages, Class<T> generated) throws UnreadableMessageException {
        MessageDecoder<T> decoder = new MessageDecoder<>(
                WireFormat.confluent(RegistrySettings.of(Map.of("url", registry.url(), "basic-auth", USER))),
                generated);
        List<T> records = new ArrayList<>();
        for (byte[] message : messages) {
            records.add(decoder.decode(message));
        }
        return records;
    }
}
