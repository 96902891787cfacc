package io.latentwatch.evaluation;

import io.latentwatch.evaluation.command.AblateDetectorCommand;
import io.latentwatch.evaluation.command.AttackCommand;
import io.latentwatch.evaluation.command.EvaluateAlarmsCommand;
import io.latentwatch.evaluation.command.EvaluateCommand;
import io.latentwatch.evaluation.command.EvaluateDetectorCommand;
import io.latentwatch.evaluation.gradient.UnsupportedModelException;
import io.latentwatch.reference.CommandLines;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the evaluation's commands. */
@Command(
        name = "latentwatch",
        description = "Measures networks from outside.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AttackCommand.class,
            EvaluateCommand.class,
            EvaluateDetectorCommand.class,
            EvaluateAlarmsCommand.class,
            AblateDetectorCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return CommandLines.of(new Main(), List.of(UnsupportedModelException.class));
    }
}
