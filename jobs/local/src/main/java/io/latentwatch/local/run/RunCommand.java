package io.latentwatch.local.run;

import io.latentwatch.local.Home;
import io.latentwatch.local.LogFile;
import io.latentwatch.local.page.PageOption;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch run}: the monitoring job in one JVM, until it ends or Ctrl-C stops it with a savepoint. */
@Command(
        name = "run",
        description =
                "Runs the monitoring job in one JVM against a Kafka that is there. Ctrl-C stops it with a savepoint: what was "
                        + "read is judged, written and committed first.")
public final class RunCommand implements Callable<Integer> {
    private static final Duration STOPPING = Duration.ofSeconds(60);

    @Option(names = "--config", paramLabel = "FILE", description = "The job's options, in YAML.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One of the job's options; counts more than the file's. May be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--from",
            paramLabel = "SAVEPOINT",
            description = "Go on from the savepoint that an earlier run ended with.")
    private Optional<String> savepoint = Optional.empty();

    @Option(
            names = "--drain",
            description =
                    "Ctrl-C closes all windows as well, as at the end of the input: for a job that will not go on.")
    private boolean drain;

    @Option(
            names = "--metrics",
            paramLabel = "PORT",
            description = "Serve the job's metrics to Prometheus there, on all addresses of this machine.")
    private OptionalInt metricsPort = OptionalInt.empty();

    @Mixin
    private PageOption page;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Log, checkpoints and savepoints go here. Default: target/run in the repository.")
    private Path out = Home.resolve("target/run");

    @Override
    public Integer call() throws Exception {
        LogFile.use(out.resolve("run.log"));
        page.check();
        MonitoringConfiguration configuration = MonitoringConfiguration.read(config, System.getenv(), overrides);
        System.out.print(configuration);
        configuration = StartChecks.run(configuration);
        try (LocalJob job = LocalJob.start(configuration, out, savepoint, metricsPort)) {
            System.out.printf("running; Ctrl-C stops it with a savepoint; log: %s%n", out.resolve("run.log"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job), "stop-with-savepoint"));
            page.during(configuration, job::evidence, System.out::println, job::awaitEnd);
        }
        return 0;
    }

    private void stop(LocalJob job) {
        if (job.ended()) {
            return;
        }
        try {
            Path savepoints = out.resolve("savepoints");
            String path = drain ? job.drain(savepoints, STOPPING) : job.stopWithSavepoint(savepoints, STOPPING);
            System.out.printf("stopped; to go on: ./latentwatch run --from %s with the same options%n", path);
        } catch (Exception e) {
            System.err.printf(
                    "not stopped with a savepoint (%s): the job was cut off; it goes on from the offsets committed last, so some images are judged again%n",
                    e.getMessage());
        }
    }
}
