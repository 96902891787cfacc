package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.configuration.Presets;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code latentwatch presets}: lists the presets, or shows one with the source of each value. */
@Command(
        name = "presets",
        description = "Lists the presets of train, or shows one: its values and where they are from.",
        mixinStandardHelpOptions = true)
public final class PresetsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The preset to show.")
    private String name;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter terminal = command.commandLine().getOut();
        if (name == null) {
            Presets.names().forEach(terminal::println);
        } else {
            terminal.print(Presets.text(name));
        }
        terminal.flush();
        return 0;
    }
}
