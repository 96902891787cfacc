package io.latentwatch.benchmarks;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.BrokerChild;
import io.latentwatch.benchmarks.summary.Machine;
import io.latentwatch.benchmarks.summary.Summary;
import io.latentwatch.benchmarks.summary.WorkloadFigures;
import io.latentwatch.benchmarks.workloads.BundleSource;
import io.latentwatch.benchmarks.workloads.Workload;
import io.latentwatch.bundle.Folders;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.local.broker.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** One run: bundles that have to be made, a broker, then one workload after the other. */
final class Benchmark {
    private final BenchOptions options;

    Benchmark(BenchOptions options) {
        this.options = requireNonNull(options, "options is null");
    }

    Summary run() throws Exception {
        Machine machine = Machine.here();
        Map<Workload, BundleSource.Located> located = new LinkedHashMap<>();
        for (Workload workload : options.workloads()) {
            located.put(workload, workload.bundle().locate(options.models()));
        }
        try (BrokerChild broker = BrokerChild.start()) {
            createTopics(broker);
            List<WorkloadFigures> figures = new ArrayList<>();
            for (Workload workload : options.workloads()) {
                figures.add(
                        new WorkloadRun(workload, located.get(workload), options, broker.bootstrapServers()).measure());
            }
            return Summary.of(machine, SourceCommit.find(), figures);
        } finally {
            Folders.delete(options.checkpoints());
        }
    }

    /** What the job wants beside the topics of images and verdicts, which each measurement has of its own. */
    private static void createTopics(BrokerChild broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.create(admin, Topics.PREFIX, 1);
        }
    }
}
