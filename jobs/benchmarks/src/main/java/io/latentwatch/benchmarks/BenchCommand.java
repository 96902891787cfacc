package io.latentwatch.benchmarks;

import io.latentwatch.benchmarks.micro.MicroBenchmarks;
import io.latentwatch.benchmarks.summary.ConsoleTable;
import io.latentwatch.benchmarks.summary.Summary;
import io.latentwatch.benchmarks.swaps.SwapBenchmark;
import io.latentwatch.local.Home;
import io.latentwatch.local.LogFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./latentwatch bench}: images a second of the job, beside ONNX Runtime alone and beside a plain loop. */
@Command(
        name = "bench",
        description =
                "Measures images a second: ONNX Runtime alone, a plain consumer-inference-producer loop, and the job, without and with "
                        + "twins; turn by turn in one run, Kafka in a process of its own.")
public final class BenchCommand implements Callable<Integer> {
    private static final String DATA = "jobs/local/demo";
    private static final int QUICK_ROUNDS = 2;
    private static final int QUICK_IMAGES = 20_000;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description = "The model. Default: the demo's standard network, " + DATA + "/standard/bundle.")
    private Path bundle = Home.resolve(DATA + "/standard/bundle");

    @Option(
            names = "--sample",
            arity = "1..*",
            paramLabel = "PATH",
            description = "Image sets; their clean images are sent over and over. Default: all of " + DATA + "/*.avro.")
    private List<Path> samples = List.of();

    @Option(
            names = "--images",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Images in each measurement. Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rounds that count; one more comes first and does not. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images in a batch, whoever makes it. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Summary and log go here. Default: target/bench in the repository.")
    private Path out = Home.resolve("target/bench");

    @Option(
            names = "--quick",
            description = "A look, no figures to quote: " + QUICK_ROUNDS + " rounds of " + QUICK_IMAGES + " images.")
    private boolean quick;

    @Option(names = "--micro", description = "Single steps under JMH instead: decoding, judging.")
    private boolean micro;

    @Option(
            names = "--swaps",
            defaultValue = "0",
            paramLabel = "N",
            description = "Latency while bundles change under a steady stream instead, so many times.")
    private int swaps;

    @Option(
            names = "--rate",
            defaultValue = "4000",
            paramLabel = "N",
            description = "Images a second of that stream. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--other-bundle",
            paramLabel = "DIR",
            description = "What --swaps changes to and back from. Default: the demo's ANP-VS network, " + DATA
                    + "/anp-vs/bundle.")
    private Path otherBundle = Home.resolve(DATA + "/anp-vs/bundle");

    @Override
    public Integer call() throws Exception {
        LogFile.use(out.resolve("bench.log"));
        if (swaps > 0) {
            System.out.print(
                    new SwapBenchmark(bundle, otherBundle, samples(), rate, swaps, images, batch, out.resolve("flink"))
                            .run());
            return 0;
        }
        BenchOptions options = new BenchOptions(
                bundle, samples(), quick ? QUICK_IMAGES : images, quick ? QUICK_ROUNDS : rounds, batch, out);
        if (micro) {
            MicroBenchmarks.run(options);
            return 0;
        }
        Summary summary = new Benchmark(options).run();
        Path file = out.resolve("summary.json");
        summary.write(file);
        System.out.print(ConsoleTable.of(summary));
        System.out.printf("Summary: %s%n", file);
        return 0;
    }

    private List<Path> samples() throws Exception {
        Path folder = Home.resolve(DATA);
        if (!samples.isEmpty() || !Files.isDirectory(folder)) {
            return samples;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList();
        }
    }
}
