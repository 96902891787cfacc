package io.latentwatch.benchmarks.micro;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks of this package, each in a JVM of its own. */
public final class MicroBenchmarks {
    /** System properties that tell the other JVMs what to take. */
    static final String BUNDLE = "latentwatch.benchmark.bundle";

    static final String SAMPLES = "latentwatch.benchmark.samples";
    static final String BATCH = "latentwatch.benchmark.batch";

    private MicroBenchmarks() {}

    /**
     * Prints JMH's own table.
     *
     * @param samples image sets, of whose clean images the first are taken
     * @param batch images in a batch
     */
    public static void run(Path bundle, List<Path> samples, int batch) throws RunnerException {
        List<String> properties = List.of(
                "-D" + BUNDLE + "=" + bundle.toAbsolutePath(),
                "-D" + SAMPLES + "="
                        + samples.stream()
                                .map(path -> path.toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                "-D" + BATCH + "=" + batch);
        new Runner(new OptionsBuilder()
                        .include(MicroBenchmarks.class.getPackageName().replace(".", "\\.") + "\\..*")
                        .jvmArgsAppend(properties.toArray(String[]::new))
                        .build())
                .run();
    }
}
