package io.latentwatch.anpvs;

import io.latentwatch.anpvs.attack.WrongGradientException;
import io.latentwatch.anpvs.command.BenchTrainingCommand;
import io.latentwatch.anpvs.command.DataCommand;
import io.latentwatch.anpvs.command.DetectionCommand;
import io.latentwatch.anpvs.command.PresetsCommand;
import io.latentwatch.anpvs.command.ResultsCommand;
import io.latentwatch.anpvs.command.RetrainCommand;
import io.latentwatch.anpvs.command.TrainCommand;
import io.latentwatch.anpvs.command.UntrainedCommand;
import io.latentwatch.anpvs.optimise.LossIsNotFiniteException;
import io.latentwatch.reference.CommandLines;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the trainer's commands. */
@Command(
        name = "latentwatch",
        description = "Trains small robust networks.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            RetrainCommand.class,
            PresetsCommand.class,
            ResultsCommand.class,
            DetectionCommand.class,
            BenchTrainingCommand.class,
            UntrainedCommand.class,
            DataCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return CommandLines.of(
                new Main(),
                List.of(LossIsNotFiniteException.class, WrongGradientException.class, KafkaException.class));
    }
}
