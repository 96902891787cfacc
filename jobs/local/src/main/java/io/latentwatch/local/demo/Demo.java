package io.latentwatch.local.demo;

import io.latentwatch.local.Folders;
import io.latentwatch.local.ProgressLine;
import io.latentwatch.local.broker.EmbeddedBroker;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Runs the whole system on this machine and accounts for every image. To be run once. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DemoOptions options;
    private final Ledger ledger = new Ledger();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile ProgressLine progress = ProgressLine.open(false, "", 0);

    /** Is shown the result while broker and job may still run. */
    interface Audience {
        void show(DemoResult result, double alpha, String bootstrapServers) throws IOException, InterruptedException;
    }

    Demo(DemoOptions options) {
        this.options = options;
    }

    /** The route: a broker and its topics, the job, images in, verdicts out; then every image is accounted for. */
    void run(Audience audience) throws Exception {
        DemoImages sample = DemoImages.read(options.samples());
        Path brokerFolder = emptied("broker");
        Path flinkFolder = emptied("flink");
        try (EmbeddedBroker broker = EmbeddedBroker.start(brokerFolder)) {
            createTopics(broker);
            MonitoringConfiguration configuration = configuration(broker);
            try (LocalJob job = LocalJob.start(configuration, flinkFolder, Optional.empty());
                    OutputReader reader = new OutputReader(broker.bootstrapServers(), new Bookkeeping());
                    ImageProducer producer =
                            new ImageProducer(Map.of("bootstrap.servers", broker.bootstrapServers()), Topics.IMAGES)) {
                send(sample, producer, job);
                if (!options.keepRunning() && !job.ended()) {
                    job.stopWithSavepoint(flinkFolder, PATIENCE);
                }
                reader.readToEnd(PATIENCE);
                audience.show(
                        new DemoResult(sample, ledger.sent(), alarms, ledger.faults()),
                        configuration.detector().alpha(),
                        broker.bootstrapServers());
            }
        }
        Folders.delete(flinkFolder);
    }

    private Path emptied(String name) {
        Path folder = options.out().resolve(name);
        Folders.delete(folder);
        return folder;
    }

    private static void createTopics(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.create(admin, Topics.PREFIX, Topics.PARTITIONS);
        }
    }

    private MonitoringConfiguration configuration(EmbeddedBroker broker) {
        Map<String, String> values = new HashMap<>(options.jobOptions());
        values.put("kafka.bootstrap-servers", broker.bootstrapServers());
        values.put("bundle.path", options.bundle().toString());
        return StartChecks.run(MonitoringConfiguration.of(values));
    }

    private void send(DemoImages sample, ImageProducer producer, LocalJob job) throws Exception {
        DemoParts parts = new DemoParts(options, sample, producer, ledger);
        try (ProgressLine line = ProgressLine.open(true, "as fast as it goes", options.speedImages())) {
            progress = line;
            parts.speed();
            awaitOutcomes(job);
        }
        try (ProgressLine line = ProgressLine.open(true, "clean, then attacked", parts.sampleSize())) {
            progress = line;
            parts.sample();
            awaitOutcomes(job);
        }
    }

    /** Gives up when nothing comes any more: the ledger then says what is missing. */
    private void awaitOutcomes(LocalJob job) throws Exception {
        boolean all = ledger.awaitAllSettled(PATIENCE);
        if (!all && job.ended()) {
            job.awaitEnd(); // throws what the job failed with
        }
    }

    private final class Bookkeeping implements OutputListener {
        @Override
        public void onVerdict(Verdict verdict, long nanoTime) {
            progress.step();
            ledger.verdict(verdict, nanoTime);
        }

        @Override
        public void onDeadLetter(DeadLetter letter, long nanoTime) {
            progress.step();
            ledger.deadLetter(letter, nanoTime);
        }

        @Override
        public void onAlarm(Alarm alarm) {
            alarms.add(alarm);
        }
    }
}
