package io.latentwatch.reference;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the commands that make bundles out of classifiers. */
@Command(
        name = "latentwatch",
        description = "Makes bundles out of classifiers.",
        mixinStandardHelpOptions = true,
        subcommands = {ProfileCommand.class, InspectCommand.class, KeygenCommand.class, SignBundleCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return CommandLines.of(new Main(), List.of());
    }
}
