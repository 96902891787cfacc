package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.Main;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.Image;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The alarm of a real attack is found and answered by {@code ./latentwatch alarms}, and the job obeys. */
@Timeout(180)
class AlarmsIT {
    private static final String TOPICS = "answer";

    @TempDir
    private Path folder;

    private record Outcome(int status, String out, String err) {}

    @Test
    void listsTheAlarmsOfAnAttackAndAnswersThem() throws Exception {
        try (Stack stack = Stack.start()) {
            stack.createTopics(TOPICS);
            try (LocalJob job =
                    stack.startJob(stack.configuration(TOPICS, Map.of("parallelism", "1")), folder, Optional.empty())) {
                stack.send(TOPICS, attacked());
                Awaiting.until(job, () -> alarms(stack, "list").out().contains("STREAM FLAGS"));
                String id = alarmOfTheStream(stack).path("id").asText();
                assertThat(alarmOfTheStream(stack).path("open").asBoolean()).isTrue();

                answer(stack, "acknowledge", "--id", id, "--by", "ann");
                await(job, stack, AlarmEvent.ACKNOWLEDGED);
                assertThat(alarmOfTheStream(stack).path("acknowledgedBy").asText())
                        .isEqualTo("ann");
                answer(stack, "silence", "--id", id, "--until", "2999-01-01T00:00:00Z");
                await(job, stack, AlarmEvent.SILENCED);
                assertThat(alarms(stack, "list").out()).contains("silent until 2999-01-01T00:00:00Z");
                answer(stack, "release", "--id", id, "--reason", "our own red team");
                answer(stack, "reset", "--id", id);
                await(job, stack, AlarmEvent.RESOLVED);

                assertThat(alarms(stack, "list", "--json").out()).doesNotContain(id);
                assertThat(alarmOfTheStream(stack).path("open").asBoolean()).isFalse();
            }
            assertThat(commands(stack))
                    .extracting(AlarmCommand::getAction)
                    .containsExactly(
                            AlarmAction.ACKNOWLEDGE, AlarmAction.SILENCE, AlarmAction.RELEASE, AlarmAction.RESET);
            assertThat(commands(stack).get(2).getReason()).isEqualTo("our own red team");
        }
    }

    @Test
    void refusesToAnswerAnAlarmThatNoTopicTellsOf() throws Exception {
        try (Stack stack = Stack.start()) {
            stack.createTopics(TOPICS);

            Outcome unknown = alarms(stack, "reset", "--topic", TOPICS + ".commands", "--id", "stream/x");
            Outcome past = alarms(
                    stack,
                    "silence",
                    "--topic",
                    TOPICS + ".commands",
                    "--id",
                    "stream/x",
                    "--until",
                    "2020-01-01T00:00:00Z");

            assertThat(unknown.status()).isEqualTo(1);
            assertThat(unknown.err())
                    .contains("stream/x", "answer.alarms", "./latentwatch alarms list --all")
                    .doesNotContain("\tat ");
            assertThat(past.status()).isEqualTo(1);
            assertThat(past.err()).contains("--until is 2020-01-01T00:00:00Z, expected a time to come");
            assertThat(commands(stack)).isEmpty();
        }
    }

    private static void answer(Stack stack, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--topic", TOPICS + ".commands"));
        arguments.addAll(List.of(options));
        assertThat(alarms(stack, name, arguments.toArray(String[]::new)).status())
                .isZero();
    }

    private static Outcome alarms(Stack stack, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "alarms", name, "--bootstrap-servers", stack.bootstrapServers(), "--alarms", TOPICS + ".alarms"));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commands.execute(arguments.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    private static JsonNode alarmOfTheStream(Stack stack) throws Exception {
        for (String line :
                alarms(stack, "list", "--all", "--json").out().lines().toList()) {
            JsonNode alarm = new ObjectMapper().readTree(line);
            if (alarm.path("level").asText().equals("STREAM")
                    && alarm.path("statistic").asText().equals("FLAGS")) {
                return alarm;
            }
        }
        throw new AssertionError("no alarm of the stream's flags is listed");
    }

    private static void await(LocalJob job, Stack stack, AlarmEvent event) throws Exception {
        Awaiting.until(
                job, () -> stack.alarms(TOPICS).stream().map(Alarm::getEvent).anyMatch(event::equals));
    }

    private static List<AlarmCommand> commands(Stack stack) throws Exception {
        List<AlarmCommand> commands = new ArrayList<>();
        for (byte[] value : stack.values(TOPICS + ".commands")) {
            commands.add(AlarmCommand.getDecoder().decode(value));
        }
        return commands;
    }

    private static List<Image> attacked() throws Exception {
        try (Stream<LabelledImage> images =
                ImageSets.open(Path.of("demo/standard/pgd-0.1.avro")).images()) {
            return images.limit(120).map(ImageProducer::avro).toList();
        }
    }
}
