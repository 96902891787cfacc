package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.local.Main;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was too large for the job is judged when it is sent again and the job takes larger images. */
@Timeout(180)
class RedriveIT {
    @TempDir
    private Path folder;

    @Test
    void recordsOfDeadLettersAreJudgedWhenTheyComeAgain() throws Exception {
        List<Image> images = new ArrayList<>(DemoData.images(20));
        Image unknown = Image.newBuilder(images.get(0)).setId("cut short").build();
        unknown.setBytes(unknown.getBytes().duplicate().limit(100));
        images.add(unknown);
        try (Stack stack = Stack.start()) {
            stack.createTopics("again");
            stack.send("again", images);
            stack.runBounded("again", Map.of("image.max-pixels", "100"), folder.resolve("first"));
            assertThat(stack.verdicts("again")).isEmpty();
            assertThat(stack.deadLetters("again")).hasSize(21);

            assertThat(redrive(stack, "--reason", "too_large", "--dry-run")).isZero();
            assertThat(stack.count("again.images")).isEqualTo(21);
            assertThat(redrive(stack, "--reason", "too_large", "--from", "2999-01-01T00:00:00Z"))
                    .isZero();
            assertThat(stack.count("again.images")).isEqualTo(21);
            assertThat(redrive(stack, "--reason", "too_large")).isZero();
            stack.runBounded("again", Map.of(), folder.resolve("second"));

            assertThat(stack.verdicts("again"))
                    .extracting(Verdict::getImageId)
                    .containsExactlyInAnyOrderElementsOf(
                            DemoData.images(20).stream().map(Image::getId).toList());
            assertThat(stack.deadLetters("again"))
                    .filteredOn(letter -> letter.getReason() != DeadLetterReason.TOO_LARGE)
                    .extracting(DeadLetter::getReason)
                    .containsOnly(DeadLetterReason.TRUNCATED_IMAGE);

            sendsAgainWhatWasWrittenFromATimeOn(stack);
        }
    }

    /** The first run's dead letters are older than the second's. */
    private static void sendsAgainWhatWasWrittenFromATimeOn(Stack stack) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> letters = stack.records("again.dead-letters");
        long newest =
                letters.stream().mapToLong(ConsumerRecord::timestamp).max().orElseThrow();
        long chosen =
                letters.stream().filter(letter -> letter.timestamp() >= newest).count();
        assertThat(chosen).isBetween(1L, letters.size() - 21L);
        long before = stack.count("again.images");

        assertThat(redrive(
                        stack,
                        "--reason",
                        "all",
                        "--from",
                        Instant.ofEpochMilli(newest).toString()))
                .isZero();

        assertThat(stack.count("again.images")).isEqualTo(before + chosen);
    }

    @Test
    void namesReasonsAndTopicsThatAreNotThere() throws Exception {
        try (Stack stack = Stack.start()) {
            stack.createTopics("there");

            assertThat(redrive(stack, "--reason", "too_big")).isEqualTo(1);
            assertThat(redrive(stack, "--reason", "all", "--topic", "nowhere")).isEqualTo(1);
        }
    }

    private static int redrive(Stack stack, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "redrive",
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--dead-letters",
                "again.dead-letters",
                "--topic",
                "again.images"));
        List<String> more = List.of(options);
        if (more.contains("--topic")) {
            arguments.subList(5, 7).clear();
        }
        arguments.addAll(more);
        return Main.commandLine().execute(arguments.toArray(String[]::new));
    }
}
