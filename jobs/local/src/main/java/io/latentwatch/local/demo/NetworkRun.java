package io.latentwatch.local.demo;

import io.latentwatch.local.ProgressLine;
import io.latentwatch.local.broker.EmbeddedBroker;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.page.PageOption;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** One network on this machine: a broker, the job, images in, verdicts out. To be run once. */
final class NetworkRun {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DemoNetwork network;
    private final Map<String, String> jobOptions;
    private final Path folder;
    private final boolean keepRunning;
    private final PageOption page;
    private final Ledger ledger = new Ledger();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile ProgressLine progress = ProgressLine.open(false, "", 0);

    /** Is told the result while the broker, and the job if it is to go on, still run. */
    interface Audience {
        void show(NetworkResult result, double alpha, String bootstrapServers) throws Exception;
    }

    /**
     * Sets one up.
     *
     * @param jobOptions options of the job that count more than the demo's
     * @param folder that the broker's and the job's own are made in
     * @param keepRunning whether the job goes on until the audience has seen the result
     * @param page whether a page shows it until then
     */
    NetworkRun(DemoNetwork network, Map<String, String> jobOptions, Path folder, boolean keepRunning, PageOption page) {
        this.network = network;
        this.jobOptions = Map.copyOf(jobOptions);
        this.folder = folder;
        this.keepRunning = keepRunning;
        this.page = page;
    }

    /** The route: a broker and its topics, the job, images in, verdicts out; then every image is accounted for. */
    void run(Workload workload, Audience audience) throws Exception {
        Path flinkFolder = folder.resolve("flink");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            createTopics(broker);
            MonitoringConfiguration configuration = configuration(broker);
            try (LocalJob job = LocalJob.start(configuration, flinkFolder, Optional.empty(), OptionalInt.empty())) {
                page.during(
                        configuration,
                        job::evidence,
                        System.err::println,
                        () -> judge(workload, audience, broker.bootstrapServers(), configuration, job, flinkFolder));
            }
        }
    }

    private void judge(
            Workload workload,
            Audience audience,
            String bootstrapServers,
            MonitoringConfiguration configuration,
            LocalJob job,
            Path flinkFolder)
            throws Exception {
        try (OutputReader reader = new OutputReader(bootstrapServers, new Bookkeeping());
                ImageProducer producer =
                        new ImageProducer(Map.of("bootstrap.servers", bootstrapServers), Topics.IMAGES)) {
            send(workload, producer, job);
            if (!keepRunning && !job.ended()) {
                job.stopWithSavepoint(flinkFolder, PATIENCE);
            }
            reader.readToEnd(PATIENCE);
            audience.show(
                    new NetworkResult(network.name(), workload.sample(), ledger.sent(), alarms, ledger.faults()),
                    configuration.detector().alpha(),
                    bootstrapServers);
        }
    }

    private static void createTopics(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.create(admin, Topics.PREFIX, Topics.PARTITIONS);
        }
    }

    private MonitoringConfiguration configuration(EmbeddedBroker broker) {
        Map<String, String> values = new HashMap<>(Map.of("twin.floor", "1")); // the same figures on every machine
        values.putAll(jobOptions);
        values.put("kafka.bootstrap-servers", broker.bootstrapServers());
        values.put("bundle.path", network.bundle().toString());
        return StartChecks.run(MonitoringConfiguration.of(values));
    }

    private void send(Workload workload, ImageProducer producer, LocalJob job) throws Exception {
        DemoParts parts = new DemoParts(workload, producer, ledger);
        if (workload.speedImages() > 0) {
            try (ProgressLine line = open("as fast as it goes", workload.speedImages())) {
                progress = line;
                parts.speed();
                awaitOutcomes(job);
            }
        }
        try (ProgressLine line = open("clean, then attacked", workload.steadyRecords())) {
            progress = line;
            parts.sample();
            awaitOutcomes(job);
        }
    }

    private ProgressLine open(String part, int records) {
        return ProgressLine.open(true, network.name() + ": " + part, records);
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
            if (alarm.getEvent() == AlarmEvent.RAISED) {
                alarms.add(alarm);
            } else if (alarm.getEvent() == AlarmEvent.RECLASSIFIED) {
                alarms.replaceAll(raised -> raised.getId().equals(alarm.getId()) ? alarm : raised);
            }
        }
    }
}
