package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.benchmark.TrainingBenchmark;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch bench-training}: the trainer's steps beside PyTorch's. */
@Command(
        name = "bench-training",
        description = "Times the trainer's steps and PyTorch's by turns, on one thread (needs python3 with torch).",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BenchTrainingCommand implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "5", description = "How often each is measured, by turns.")
    private int rounds;

    @Option(names = "--repetitions", defaultValue = "7", description = "Runs of each work within a round.")
    private int repetitions;

    @Option(names = "--python", defaultValue = "/usr/bin/python3", description = "A Python that has torch.")
    private Path python;

    @Option(names = "--out", defaultValue = "target/bench/training.json", description = "JSON file to write.")
    private Path out;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        TensorLibrary.prepare(1);
        PrintWriter terminal = command.commandLine().getOut();
        TrainingBenchmark benchmark = new TrainingBenchmark(python, rounds, repetitions);
        TrainingBenchmark.Result result = benchmark.run(line -> {
            terminal.println(line);
            terminal.flush();
        });
        result.write(out);
        result.lines().forEach(terminal::println);
        terminal.printf("written to %s%n", out);
        terminal.flush();
        return 0;
    }
}
