package io.latentwatch.local;

import io.latentwatch.local.alarms.AlarmsCommand;
import io.latentwatch.local.broker.TopicsCommand;
import io.latentwatch.local.demo.DemoCommand;
import io.latentwatch.local.label.LabelCommand;
import io.latentwatch.local.models.ModelsCommand;
import io.latentwatch.local.page.PageCommand;
import io.latentwatch.local.redrive.RedriveCommand;
import io.latentwatch.local.replay.ReplayCommand;
import io.latentwatch.local.run.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command line of the local stack; {@code ./latentwatch COMMAND} starts it. */
@Command(
        name = "latentwatch",
        description = "The local stack.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            PageCommand.class,
            TopicsCommand.class,
            ReplayCommand.class,
            RedriveCommand.class,
            ModelsCommand.class,
            AlarmsCommand.class,
            LabelCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command; the process's exit status says how it went. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands, with errors told in one line and usage errors with exit status 2. */
    public static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main()).setExecutionExceptionHandler(new FailureReport());
        addHelp(commands);
        return commands;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this text.")
                        .build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }
}
