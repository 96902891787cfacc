package io.latentwatch.local.alarms;

import io.latentwatch.schemas.AlarmAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch alarms reset}: ends it. */
@Command(name = "reset", description = "Ends an alarm and a silence of its statistic, and starts that anew.")
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private Answer answer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        answer.send(AlarmAction.RESET, Optional.empty(), spec.commandLine().getOut());
        return 0;
    }
}
