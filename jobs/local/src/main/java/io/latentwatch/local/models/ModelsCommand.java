package io.latentwatch.local.models;

import picocli.CommandLine.Command;

/** {@code ./latentwatch models}: the bundles of a running job. */
@Command(
        name = "models",
        description = "Commands for the bundles of a running job, by the control topic.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.class,
            LoadCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            RetireCommand.class
        })
public final class ModelsCommand {}
