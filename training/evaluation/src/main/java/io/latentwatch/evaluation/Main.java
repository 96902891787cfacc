package io.latentwatch.evaluation;

import io.latentwatch.evaluation.command.AttackCommand;
import io.latentwatch.evaluation.gradient.UnsupportedModelException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the evaluation's commands. */
@Command(
        name = "latentwatch",
        description = "Measures networks from outside.",
        mixinStandardHelpOptions = true,
        subcommands = AttackCommand.class)
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Errors that a user can do something about are one message, without a stack trace. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    if (exception instanceof IOException
                            || exception instanceof IllegalArgumentException
                            || exception instanceof UnsupportedModelException) {
                        commandLine.getErr().println(exception.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw exception;
                });
    }
}
