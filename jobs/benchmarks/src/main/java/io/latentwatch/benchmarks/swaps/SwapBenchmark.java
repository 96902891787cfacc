package io.latentwatch.benchmarks.swaps;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.SampleImages;
import io.latentwatch.benchmarks.kafka.BrokerChild;
import io.latentwatch.benchmarks.kafka.StoredVerdict;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.benchmarks.latency.Latencies;
import io.latentwatch.benchmarks.latency.SteadyImages;
import io.latentwatch.benchmarks.summary.Machine;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.models.CommandWriter;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.ModelAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * A steady stream of images, and bundles that change under it: latency while nothing changes, while a bundle is loaded and promoted in one command, and
 * the resident memory after the first {@value #FIRST_IMAGES} images and after all. Each change loads the bundle anew, from fetched files to probes and
 * warm-up.
 *
 * @param first the configuration's bundle
 * @param second what is changed to and back from; same classes and sizes
 * @param imagesPerSecond sent, evenly
 * @param swaps how many changes, 5 s apart or more
 * @param images sent at least; the changes are spread over them
 * @param out for checkpoints
 */
public record SwapBenchmark(
        Path first,
        Path second,
        List<Path> samples,
        double imagesPerSecond,
        int swaps,
        int images,
        int batch,
        Path out) {
    /** Its caches and pools are filled by then. */
    private static final int FIRST_IMAGES = 100_000;

    /** The compiler is done by then, and the queue of the cold start has been worked off. */
    private static final int WARM_IMAGES = 300_000;

    private static final Duration BEFORE = Duration.ofSeconds(20);
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(5);

    /** What still counts as the change's time after the first verdict of the new bundle. */
    private static final long AFTERMATH_MILLIS = 1_000;

    public SwapBenchmark {
        requireNonNull(first, "first is null");
        requireNonNull(second, "second is null");
        requireNonNull(out, "out is null");
        samples = List.copyOf(samples);
        if (!(imagesPerSecond > 0) || swaps < 1) {
            throw new IllegalArgumentException(
                    "expected a rate above 0 and at least one swap, found " + imagesPerSecond + " and " + swaps);
        }
    }

    /** Runs it, and says what it saw, for people. */
    public String run() throws Exception {
        Machine machine = Machine.here();
        Bundle bundle = BundleReader.read(first);
        List<LabelledImage> sample =
                SampleImages.read(samples, bundle.manifest().input(), Encoding.RAW_UINT8);
        try (BrokerChild broker = BrokerChild.start()) {
            String servers = broker.bootstrapServers();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                Topics.create(admin, Topics.PREFIX, 1);
            }
            try (VerdictTopic verdicts = VerdictTopic.create(servers);
                    LocalJob job = LocalJob.start(
                            configuration(servers, verdicts.name()), out, Optional.empty(), OptionalInt.empty())) {
                return measure(servers, verdicts, job, bundle, sample, machine);
            }
        }
    }

    private MonitoringConfiguration configuration(String servers, String verdicts) {
        return StartChecks.run(MonitoringConfiguration.of(Map.of(
                "kafka.bootstrap-servers",
                servers,
                "topics.verdicts",
                verdicts,
                "bundle.path",
                first.toString(),
                "batch.size",
                Integer.toString(batch),
                "twin.rate",
                "0",
                "models.allowed-uris",
                uri(second),
                "models.allow-unsigned",
                "true")));
    }

    private static String uri(Path folder) {
        String uri = folder.toAbsolutePath().normalize().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private String measure(
            String servers,
            VerdictTopic verdicts,
            LocalJob job,
            Bundle bundle,
            List<LabelledImage> sample,
            Machine machine)
            throws Exception {
        List<long[]> changes;
        long beforeMillis;
        Resident resident;
        try (SteadyImages stream = SteadyImages.start(servers, Topics.IMAGES, sample, imagesPerSecond)) {
            stream.awaitSent(FIRST_IMAGES);
            long first = residentKib();
            stream.awaitSent(WARM_IMAGES);
            beforeMillis = System.currentTimeMillis();
            TimeUnit.MILLISECONDS.sleep(BEFORE.toMillis());
            changes = change(servers, bundle.id(), BundleReader.read(second).id(), images - stream.sent());
            stream.awaitSent(images);
            resident = new Resident(first, stream.end(), residentKib());
        }
        job.stopWithSavepoint(out, Duration.ofSeconds(60));
        return summary(machine, verdicts.stored(), beforeMillis, changes, resident);
    }

    /**
     * VmRSS of this process, which holds job, producer and Flink, in KiB; the broker is another one.
     *
     * @param first after the first {@value #FIRST_IMAGES} images
     * @param images in all
     * @param last after all images and changes
     */
    private record Resident(long first, long images, long last) {}

    /** When each command was written, and which bundle it asked for: 0 the first, 1 the second. */
    private List<long[]> change(String servers, String firstId, String secondId, int left)
            throws ExecutionException, InterruptedException {
        CommandWriter commands = new CommandWriter(Map.of("bootstrap.servers", servers), Topics.MODELS);
        long betweenMillis = Math.max(LEAST_BETWEEN.toMillis(), (long) (1_000 * left / imagesPerSecond / swaps));
        List<long[]> changes = new ArrayList<>();
        for (int i = 0; i < swaps; i++) {
            boolean toSecond = i % 2 == 0;
            changes.add(new long[] {System.currentTimeMillis(), toSecond ? 1 : 0});
            commands.write(
                    toSecond ? ModelAction.ACTIVATE : ModelAction.ROLLBACK,
                    toSecond ? secondId : firstId,
                    toSecond ? Optional.of(uri(second)) : Optional.empty(),
                    "bench",
                    "");
            TimeUnit.MILLISECONDS.sleep(betweenMillis);
        }
        return changes;
    }

    private String summary(
            Machine machine, List<StoredVerdict> verdicts, long beforeMillis, List<long[]> changes, Resident resident)
            throws IOException {
        String[] ids = {BundleReader.read(first).id(), BundleReader.read(second).id()};
        Latencies before = Latencies.between(verdicts, beforeMillis, changes.get(0)[0]);
        List<Long> during = new ArrayList<>();
        List<Long> took = new ArrayList<>();
        List<String> ofEach = new ArrayList<>();
        for (long[] change : changes) {
            long changed = firstOf(verdicts, ids[(int) change[1]], change[0]);
            took.add(changed - change[0]);
            Latencies ofChange = Latencies.between(verdicts, change[0], changed + AFTERMATH_MILLIS);
            ofEach.add(Long.toString(ofChange.quantile(0.99)));
            during.addAll(ofChange.sortedMillis());
        }
        Latencies swapping = new Latencies(during);
        Latencies changing = new Latencies(took);
        return """
                %d cores (%s), Java %s, load before %.1f; %.0f images/s, batch %d, one subtask, %d changes of bundles
                latency, ms                     images      p50      p99      max
                  before, %2d s                %8d %8d %8d %8d
                  from command to 1 s after   %8d %8d %8d %8d
                p99 during changes / before   %.2f
                p99 of each change, in their order, ms: %s
                from command to first verdict of the other bundle, ms: median %d, largest %d
                resident memory, MiB: %d after the first %d images, %d after %d and all changes (%+.1f %%); %d of it is the heap, \
                without it %+.1f %%
                """.formatted(
                        machine.cores(),
                        machine.processor(),
                        machine.java(),
                        machine.loadBefore(),
                        imagesPerSecond,
                        batch,
                        swaps,
                        BEFORE.toSeconds(),
                        before.images(),
                        before.quantile(0.5),
                        before.quantile(0.99),
                        before.quantile(1),
                        swapping.images(),
                        swapping.quantile(0.5),
                        swapping.quantile(0.99),
                        swapping.quantile(1),
                        (double) swapping.quantile(0.99) / Math.max(1, before.quantile(0.99)),
                        String.join(" ", ofEach),
                        changing.quantile(0.5),
                        changing.quantile(1),
                        resident.first() >> 10,
                        FIRST_IMAGES,
                        resident.last() >> 10,
                        resident.images(),
                        100.0 * (resident.last() - resident.first()) / resident.first(),
                        heapKib() >> 10,
                        100.0 * (resident.last() - resident.first()) / (resident.first() - heapKib()));
    }

    private static long firstOf(List<StoredVerdict> verdicts, String bundleId, long afterMillis) {
        return verdicts.stream()
                .filter(verdict -> verdict.active()
                        && verdict.bundleId().equals(bundleId)
                        && verdict.storedMillis() >= afterMillis)
                .mapToLong(StoredVerdict::storedMillis)
                .min()
                .orElseThrow(() -> new IllegalStateException(
                        "bundle " + bundleId + " never judged after the command; look into bench.log"));
    }

    /** Of one size from start to end: the launcher says so. */
    private static long heapKib() {
        return Runtime.getRuntime().totalMemory() >> 10;
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no VmRSS"));
    }
}
