package io.latentwatch.local.demo;

import io.latentwatch.local.ProgressLine;
import io.latentwatch.local.broker.EmbeddedBroker;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.replay.Pace;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Runs the whole system on this machine and accounts for every image. To be run once. */
final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DemoOptions options;
    private final Ledger ledger = new Ledger();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();

    Demo(DemoOptions options) {
        this.options = options;
    }

    /**
     * The route: a broker, its topics, the job; images in, verdicts out.
     *
     * @param whileRunning is given the result while broker and job still run, with the broker's address, if they are to go on
     */
    DemoResult run(Consumer<String> whileRunning) throws Exception {
        DemoImages sample = DemoImages.read(options.samples());
        try (EmbeddedBroker broker = EmbeddedBroker.start(options.out().resolve("broker"))) {
            createTopics(broker);
            try (LocalJob job = LocalJob.start(configuration(broker), options.out().resolve("flink"), Optional.empty());
                    OutputReader reader = new OutputReader(broker.bootstrapServers(), new Bookkeeping())) {
                sendAll(broker, sample, job);
                job.stopWithSavepoint(options.out().resolve("flink"), PATIENCE);
                reader.readToEnd(PATIENCE);
            }
        }
        return new DemoResult(sample, ledger.sent(), alarms, ledger.faults());
    }
}
