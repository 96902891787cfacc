package io.latentwatch.local.alarms;

import picocli.CommandLine.Command;

/** {@code ./latentwatch alarms}: reads a job's alarms and answers them. */
@Command(
        name = "alarms",
        description = "Lists the alarms of a job, and tells it what people say of them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.class,
            AcknowledgeCommand.class,
            SilenceCommand.class,
            ResetCommand.class,
            ReleaseCommand.class
        })
public final class AlarmsCommand {}
