package io.latentwatch.benchmarks;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.BrokerChild;
import io.latentwatch.benchmarks.kafka.StoredImages;
import io.latentwatch.benchmarks.summary.Comparison;
import io.latentwatch.benchmarks.summary.Machine;
import io.latentwatch.benchmarks.summary.Summary;
import io.latentwatch.benchmarks.summary.Workload;
import io.latentwatch.benchmarks.ways.Load;
import io.latentwatch.benchmarks.ways.MonitoringWay;
import io.latentwatch.benchmarks.ways.PlainLoop;
import io.latentwatch.benchmarks.ways.RuntimeAlone;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.detector.statistics.Spread;
import io.latentwatch.local.Folders;
import io.latentwatch.local.broker.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** One run: a broker with the images in it, then rounds in which every way takes its turn, then the figures. */
final class Benchmark {
    private final BenchOptions options;

    Benchmark(BenchOptions options) {
        this.options = requireNonNull(options, "options is null");
    }

    Summary run() throws Exception {
        Machine machine = Machine.here();
        Bundle bundle = BundleReader.read(options.bundle());
        List<LabelledImage> sample =
                SampleImages.read(options.samples(), bundle.manifest().input());
        try (BrokerChild broker = BrokerChild.start()) {
            createTopics(broker);
            StoredImages.send(broker.bootstrapServers(), sample, options.images());
            Workload workload = measure(bundle, sample, broker.bootstrapServers());
            return Summary.of(machine, SourceCommit.find(), List.of(workload));
        } finally {
            Folders.delete(options.out().resolve("flink"));
        }
    }

    private static void createTopics(BrokerChild broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.create(admin, Topics.PREFIX, 1);
        }
    }

    private Workload measure(Bundle bundle, List<LabelledImage> sample, String servers) throws Exception {
        Load plain = new Load(servers, options.images(), options.batch(), false);
        Load twinned = new Load(servers, options.images(), options.batch(), true);
        try (RuntimeAlone runtime = new RuntimeAlone(bundle, sample, options.batch(), options.images());
                PlainLoop loop = new PlainLoop(plain, bundle);
                PlainLoop twinnedLoop = new PlainLoop(twinned, bundle)) {
            Rounds rounds = new Rounds();
            rounds.add("runtime", runtime);
            rounds.add("loop", loop);
            rounds.add("job", job(plain));
            rounds.add("twinned loop", twinnedLoop);
            rounds.add("twinned job", job(twinned));
            Map<String, Spread> figures = rounds.run(options.rounds());
            Spread ceiling = figures.get("runtime");
            return new Workload(
                    name(bundle.manifest()),
                    bundle.id(),
                    options.batch(),
                    options.images(),
                    options.rounds(),
                    Comparison.of(ceiling, figures.get("loop"), figures.get("job")),
                    Comparison.of(ceiling, figures.get("twinned loop"), figures.get("twinned job")));
        }
    }

    private MonitoringWay job(Load load) {
        return new MonitoringWay(load, options.bundle(), options.out().resolve("flink"));
    }

    private static String name(Manifest manifest) {
        Manifest.Input input = manifest.input();
        return "%s-%dx%dx%d-raw".formatted(manifest.architecture(), input.height(), input.width(), input.channels());
    }
}
