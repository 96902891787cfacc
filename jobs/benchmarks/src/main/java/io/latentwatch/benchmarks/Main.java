package io.latentwatch.benchmarks;

import io.latentwatch.local.FailureReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command line of the benchmarks; {@code ./latentwatch bench} starts it. */
@Command(
        name = "latentwatch",
        description = "Benchmarks.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = BenchCommand.class)
public final class Main {
    private Main() {}

    /** Runs the benchmarks; the process's exit status says how it went. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands, with errors told in one line and usage errors with exit status 2. */
    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main()).setExecutionExceptionHandler(new FailureReport());
        addHelp(commands);
        commands.getSubcommands().values().forEach(Main::addHelp);
        return commands;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this text.")
                        .build());
    }
}
