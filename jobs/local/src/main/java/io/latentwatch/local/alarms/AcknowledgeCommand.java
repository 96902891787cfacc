package io.latentwatch.local.alarms;

import io.latentwatch.schemas.AlarmAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch alarms acknowledge}: a person looks at it. */
@Command(name = "acknowledge", description = "Says that a person looks at an alarm.")
final class AcknowledgeCommand implements Callable<Integer> {
    @Mixin
    private Answer answer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        answer.send(
                AlarmAction.ACKNOWLEDGE, Optional.empty(), spec.commandLine().getOut());
        return 0;
    }
}
