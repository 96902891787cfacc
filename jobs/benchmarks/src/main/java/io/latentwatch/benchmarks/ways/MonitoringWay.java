package io.latentwatch.benchmarks.ways;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * The real job, on a Flink cluster in this JVM: images from Kafka; verdicts, dead letters, alarms and distortion back to it, checkpoints every ten
 * seconds. One inference thread in each subtask; every option that is not set here has its default, so delivery is at least once.
 *
 * <p>Measured for speed, it reads the images' topic from the first record to the last (a bounded source) and ends. What is measured is what
 * {@link VerdictTopic#imagesPerSecond} says: from the first verdict that the broker stored to the last. The job's start is so left out;
 * checkpoints, windows, alarms, garbage collection and the way through Kafka are in.
 */
public final class MonitoringWay implements Way, Streaming {
    private static final Duration STOPPING = Duration.ofSeconds(60);

    private final Load load;
    private final int subtasks;
    private final Path bundle;
    private final Path folder;

    /**
     * Describes the measurement.
     *
     * @param subtasks of every operator
     * @param bundle the model's folder
     * @param folder for checkpoints
     */
    public MonitoringWay(Load load, int subtasks, Path bundle, Path folder) {
        this.load = requireNonNull(load, "load is null");
        this.subtasks = subtasks;
        this.bundle = requireNonNull(bundle, "bundle is null");
        this.folder = requireNonNull(folder, "folder is null");
    }

    @Override
    public double imagesPerSecond() throws Exception {
        try (VerdictTopic verdicts = load.newVerdictTopic()) {
            try (LocalJob job = start(verdicts, true)) {
                job.awaitEnd();
            }
            return verdicts.imagesPerSecond(load.images().count());
        }
    }

    @Override
    public <T> T judgeWhile(VerdictTopic verdicts, Callable<T> meanwhile) throws Exception {
        try (LocalJob job = start(verdicts, false)) {
            T result = meanwhile.call();
            job.stopWithSavepoint(folder, STOPPING);
            return result;
        }
    }

    private LocalJob start(VerdictTopic verdicts, boolean bounded) throws Exception {
        return LocalJob.start(configuration(verdicts, bounded), folder, Optional.empty(), OptionalInt.empty());
    }

    private MonitoringConfiguration configuration(VerdictTopic verdicts, boolean bounded) {
        return StartChecks.run(MonitoringConfiguration.of(Map.ofEntries(
                entry("kafka.bootstrap-servers", load.bootstrapServers()),
                entry("kafka.group-id", verdicts.name()),
                entry("topics.images", load.images().topic()),
                entry("topics.verdicts", verdicts.name()),
                entry("start.offsets", "earliest"),
                entry("bounded", Boolean.toString(bounded)),
                entry("bundle.path", bundle.toString()),
                entry("batch.size", Integer.toString(load.batch())),
                entry("twin.rate", load.twinned() ? "1" : "0"),
                entry("twin.floor", "1"),
                entry("detection.threads", "1"),
                entry("parallelism", Integer.toString(subtasks)))));
    }
}
