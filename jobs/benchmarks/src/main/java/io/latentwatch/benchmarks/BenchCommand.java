package io.latentwatch.benchmarks;

import io.latentwatch.benchmarks.micro.MicroBenchmarks;
import io.latentwatch.benchmarks.summary.ConsoleTable;
import io.latentwatch.benchmarks.summary.Summary;
import io.latentwatch.benchmarks.swaps.SwapBenchmark;
import io.latentwatch.benchmarks.workloads.Workload;
import io.latentwatch.benchmarks.workloads.Workloads;
import io.latentwatch.local.Home;
import io.latentwatch.local.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./latentwatch bench}: images a second of the job, beside ONNX Runtime alone and beside a plain loop, and how long images wait. */
@Command(
        name = "bench",
        description =
                "Measures images a second of the job beside ONNX Runtime alone, the decoder alone and a plain consumer-inference-producer loop, and how "
                        + "long images wait in the job and in the loop: turn by turn in one run, workload after workload, Kafka in a process of its own.")
public final class BenchCommand implements Callable<Integer> {
    private static final String DATA = "jobs/local/demo";
    private static final int QUICK_ROUNDS = 2;

    @ArgGroup
    private Subject subject = new Subject();

    /** What is measured: workloads of ours, or a user's bundle. */
    private static final class Subject {
        @Option(
                names = "--workloads",
                split = ",",
                paramLabel = "NAME",
                description = "Which of the workloads in jobs/benchmarks/README.md. Default: all of them.")
        private List<String> workloads = Workloads.names();

        @Option(
                names = "--bundle",
                paramLabel = "DIR",
                description =
                        "A bundle of one's own instead, measured as the workload lenet-raw is. With --micro and --swaps, the default is the demo's "
                                + "standard network, " + DATA + "/standard/bundle.")
        private Path bundle;
    }

    @Option(
            names = "--sample",
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Image sets; their clean images are sent over and over to --bundle and the demo's bundles. Default: all of "
                            + DATA + "/*.avro.")
    private List<Path> samples = List.of();

    @Option(
            names = "--images",
            paramLabel = "N",
            description =
                    "Images in each measurement. Default: what takes the job some eight seconds, for each workload another number. With --swaps: at least.")
    private Integer images;

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
            names = "--latency",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description =
                    "How long each measurement of latency takes, after half as long of warm-up; 0: there is none. Default: ${DEFAULT-VALUE}.")
    private int latency;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Summary, log and bundles that are made go here. Default: target/bench in the repository.")
    private Path out = Home.resolve("target/bench");

    @Option(
            names = "--quick",
            description = "A look, no figures to quote: " + QUICK_ROUNDS + " rounds of a fifth of the images.")
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
    private Path otherBundle = Workloads.prunedBundle();

    @Override
    public Integer call() throws Exception {
        LogFile.use(out.resolve("bench.log"));
        if (swaps > 0) {
            System.out.print(new SwapBenchmark(
                            bundle(),
                            otherBundle,
                            samples(),
                            rate,
                            swaps,
                            images == null ? 0 : images,
                            batch,
                            out.resolve("flink"))
                    .run());
            return 0;
        }
        if (micro) {
            MicroBenchmarks.run(bundle(), samples(), batch);
            return 0;
        }
        BenchOptions options = new BenchOptions(
                workloads(),
                images == null ? OptionalInt.empty() : OptionalInt.of(images),
                quick ? QUICK_ROUNDS : rounds,
                batch,
                Duration.ofSeconds(latency),
                quick,
                out);
        Summary summary = new Benchmark(options).run();
        Path file = out.resolve("summary.json");
        summary.write(file);
        System.out.print(ConsoleTable.of(summary));
        System.out.printf("Summary: %s%n", file);
        return 0;
    }

    private Path bundle() {
        return subject.bundle == null ? Workloads.standardBundle() : subject.bundle;
    }

    private List<Workload> workloads() throws IOException {
        return subject.bundle == null
                ? Workloads.named(subject.workloads, samples())
                : List.of(Workloads.of(subject.bundle, samples()));
    }

    private List<Path> samples() throws IOException {
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
