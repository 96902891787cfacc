package io.latentwatch.anpvs;

import io.latentwatch.anpvs.command.DataCommand;
import io.latentwatch.anpvs.command.TrainCommand;
import io.latentwatch.anpvs.optimise.LossIsNotFiniteException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the trainer's commands. */
@Command(
        name = "latentwatch",
        description = "Trains small robust networks.",
        mixinStandardHelpOptions = true,
        subcommands = {TrainCommand.class, DataCommand.class})
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
                            || exception instanceof LossIsNotFiniteException) {
                        commandLine.getErr().println(exception.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw exception;
                });
    }
}
