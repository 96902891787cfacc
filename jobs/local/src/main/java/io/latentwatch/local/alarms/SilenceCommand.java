package io.latentwatch.local.alarms;

import io.latentwatch.schemas.AlarmAction;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch alarms silence}: no further ones for a time. */
@Command(
        name = "silence",
        description =
                "Has no further alarm raised of what the alarm is about until a time; what becomes of the alarm itself is told.")
final class SilenceCommand implements Callable<Integer> {
    @Mixin
    private Answer answer;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME",
            description = "End of the silence, such as 2026-03-01T08:00:00Z.")
    private Instant until;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!until.isAfter(Instant.now())) {
            throw new IllegalArgumentException(
                    "--until is %s, expected a time to come; ./latentwatch alarms reset ends a silence"
                            .formatted(until));
        }
        answer.send(AlarmAction.SILENCE, Optional.of(until), spec.commandLine().getOut());
        return 0;
    }
}
