package io.latentwatch.reference;

import io.latentwatch.bundle.BundleException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that make bundles out of classifiers. */
@Command(
        name = "latentwatch",
        mixinStandardHelpOptions = true,
        subcommands = {ProfileCommand.class, InspectCommand.class, KeygenCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line; mistakes of the user's end in one line and exit code 2. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BundleException
                    || failure instanceof FileSystemException
                    || failure instanceof UncheckedIOException
                    || failure instanceof IllegalArgumentException) {
                command.getErr().println("error: " + message(failure));
                return 2;
            }
            throw failure;
        });
        return line;
    }

    private static String message(Exception failure) {
        return failure instanceof NoSuchFileException ? failure.getMessage() + ": no such file" : failure.getMessage();
    }
}
