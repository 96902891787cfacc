package io.latentwatch.local.alarms;

import io.latentwatch.schemas.AlarmAction;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch alarms release}: its images are no attack's. */
@Command(
        name = "release",
        description = "Gives the images that an attack-like alarm keeps in quarantine back to retrainings.")
final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    private Answer answer;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        answer.send(AlarmAction.RELEASE, Optional.empty(), spec.commandLine().getOut());
        return 0;
    }
}
