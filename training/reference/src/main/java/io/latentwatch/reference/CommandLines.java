package io.latentwatch.reference;

import io.latentwatch.bundle.BundleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command lines of the training tree: what a user can mend is one message without a stack trace, with exit code 1; a wrong command line has 2. */
public final class CommandLines {
    private static final List<Class<? extends Exception>> MENDABLE = List.of(
            BundleException.class, IOException.class, UncheckedIOException.class, IllegalArgumentException.class);

    private CommandLines() {}

    /**
     * A command line around a picocli command.
     *
     * @param command annotated with its subcommands
     * @param mendable further failures that a user can do something about
     */
    public static CommandLine of(Object command, List<Class<? extends Exception>> mendable) {
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (Stream.concat(MENDABLE.stream(), mendable.stream()).anyMatch(type -> type.isInstance(failure))) {
                failed.getErr().println("error: " + message(failure));
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
        return line;
    }

    private static String message(Exception failure) {
        return failure instanceof NoSuchFileException ? failure.getMessage() + ": no such file" : failure.getMessage();
    }
}
