package io.latentwatch.local.models;

import io.latentwatch.flink.received.Printable;
import io.latentwatch.monitoring.topics.ModelTopic;
import io.latentwatch.schemas.ModelCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./latentwatch models list}: what was asked for. */
@Command(
        name = "list",
        description =
                "Lists the commands that the control topic holds: at least the newest one for each bundle. Whether a job obeyed says its metric "
                        + "model_commands, its alarms of level BUNDLE, and the bundle in its verdicts.")
final class ListCommand implements Callable<Integer> {
    private static final int MOST_CHARACTERS = 200;

    @Mixin
    private ControlTopic topic;

    @Override
    public Integer call() throws Exception {
        topic.require();
        List<String> lines = new ArrayList<>();
        ModelTopic.read(
                topic.settings(),
                topic.name(),
                (record, command) -> lines.add(command.map(known -> line(known, record.timestamp()))
                        .orElse("offset " + record.offset() + " holds no command")));
        lines.forEach(System.out::println);
        System.out.printf("%d commands in %s%n", lines.size(), topic.name());
        return 0;
    }

    private static String line(ModelCommand command, long millis) {
        return "%6d  %-11s  %s  %s  by '%s' at %s%s"
                .formatted(
                        command.getSequence(),
                        command.getAction(),
                        printable(command.getBundleId()),
                        command.getUri() == null ? "-" : printable(command.getUri()),
                        printable(command.getIssuedBy()),
                        Instant.ofEpochMilli(millis),
                        command.getReason().isEmpty() ? "" : ": " + printable(command.getReason()));
    }

    private static String printable(String text) {
        return Printable.of(text, MOST_CHARACTERS);
    }
}
