package io.latentwatch.benchmarks.swaps;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.SampleImages;
import io.latentwatch.benchmarks.kafka.BrokerChild;
import io.latentwatch.benchmarks.kafka.VerdictTopic;
import io.latentwatch.benchmarks.summary.Machine;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.models.CommandWriter;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.replay.Pace;
import io.latentwatch.local.run.LocalJob;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.ModelAction;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A steady stream of images, and bundles that change under it: latency while nothing changes, while a bundle is loaded and promoted in one command, and
 * the resident memory after the first {@value #FIRST_IMAGES} images and after all. Each change loads the bundle anew, from fetched files to probes and warm-up.
 *
 * @param first the configuration's bundle
 * @param second what is changed to and back from; same classes and sizes
 * @param imagesPerSecond sent, evenly
 * @param swaps how many changes, {@link #LEAST_BETWEEN} apart or more
 * @param images sent at least, changes spread over them
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
    /** The job is warm by then, its caches and pools are filled. */
    private static final int FIRST_IMAGES = 100_000;

    private static final Duration BEFORE = Duration.ofSeconds(20);
    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

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
                SampleImages.read(samples, bundle.manifest().input());
        try (BrokerChild broker = BrokerChild.start()) {
            String servers = broker.bootstrapServers();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                Topics.create(admin, Topics.PREFIX, 1);
            }
            try (VerdictTopic verdicts = VerdictTopic.create(servers, "benchmark.swap.verdicts");
                    LocalJob job = LocalJob.start(
                            configuration(servers, verdicts.name()), out, Optional.empty(), OptionalInt.empty())) {
                return measure(servers, verdicts.name(), job, bundle, sample, machine);
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
            String servers, String topic, LocalJob job, Bundle bundle, List<LabelledImage> sample, Machine machine)
            throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<Exception> failure = new AtomicReference<>();
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(() -> send(servers, sample, sent, ended, failure), "images");
        sender.start();
        List<long[]> changes = new ArrayList<>();
        long beforeMillis;
        long residentBefore;
        try {
            awaitSent(sent, FIRST_IMAGES, sender);
            residentBefore = residentKib();
            beforeMillis = System.currentTimeMillis();
            TimeUnit.MILLISECONDS.sleep(BEFORE.toMillis());
            changes.addAll(
                    change(servers, bundle.id(), BundleReader.read(second).id(), sent.get()));
            awaitSent(sent, images, sender);
        } finally {
            ended.set(true);
            sender.join();
        }
        long residentAfter = residentKib();
        job.stopWithSavepoint(out, Duration.ofSeconds(60));
        if (failure.get() != null) {
            throw failure.get();
        }
        return summary(
                machine,
                verdicts(servers, topic),
                beforeMillis,
                changes,
                new Resident(residentBefore, sent.get(), residentAfter));
    }

    /**
     * VmRSS of this process, in KiB.
     *
     * @param before after the first {@value #FIRST_IMAGES} images
     * @param images in all
     * @param after all images and changes
     */
    private record Resident(long before, long images, long after) {}

    /** Until so many images have been sent, or no more are. */
    private static void awaitSent(AtomicLong sent, long images, Thread sender) throws InterruptedException {
        while (sent.get() < images && sender.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** When each command was written, and which bundle it asked for: 0 the first, 1 the second. */
    private List<long[]> change(String servers, String firstId, String secondId, long sent)
            throws ExecutionException, InterruptedException {
        CommandWriter commands = new CommandWriter(Map.of("bootstrap.servers", servers), Topics.MODELS);
        List<long[]> changes = new ArrayList<>();
        long between = Math.max(LEAST_BETWEEN.toMillis(), (long) (1_000 * (images - sent) / imagesPerSecond / swaps));
        for (int i = 0; i < swaps; i++) {
            boolean toSecond = i % 2 == 0;
            changes.add(new long[] {System.currentTimeMillis(), toSecond ? 1 : 0});
            commands.write(
                    toSecond ? ModelAction.ACTIVATE : ModelAction.ROLLBACK,
                    toSecond ? secondId : firstId,
                    toSecond ? Optional.of(uri(second)) : Optional.empty(),
                    "bench",
                    "");
            TimeUnit.MILLISECONDS.sleep(between);
        }
        return changes;
    }

    private void send(
            String servers,
            List<LabelledImage> sample,
            AtomicLong sent,
            AtomicBoolean ended,
            AtomicReference<Exception> failure) {
        Pace pace = Pace.perSecond(imagesPerSecond);
        try (ImageProducer producer = new ImageProducer(Map.of("bootstrap.servers", servers), Topics.IMAGES)) {
            while (!ended.get()) {
                pace.await();
                producer.send(
                        ImageProducer.avro(sample.get((int) (sent.getAndIncrement() % sample.size()))), stored -> {});
            }
            producer.flush();
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    private static List<StoredVerdict> verdicts(String servers, String topic) throws IOException {
        List<StoredVerdict> verdicts = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Verdict verdict = Verdict.getDecoder().decode(record.value());
                    verdicts.add(new StoredVerdict(
                            verdict.getEventTimeMillis(),
                            record.timestamp(),
                            verdict.getBundleId(),
                            verdict.getRole() == Role.ACTIVE));
                }
            }
        }
        return verdicts;
    }

    private String summary(
            Machine machine, List<StoredVerdict> verdicts, long beforeMillis, List<long[]> changes, Resident resident)
            throws IOException {
        String[] ids = {BundleReader.read(first).id(), BundleReader.read(second).id()};
        Latencies before = between(verdicts, beforeMillis, changes.get(0)[0]);
        List<Long> during = new ArrayList<>();
        List<Long> took = new ArrayList<>();
        for (long[] change : changes) {
            long changed = firstOf(verdicts, ids[(int) change[1]], change[0]);
            took.add(changed - change[0]);
            during.addAll(
                    between(verdicts, change[0], changed + AFTERMATH_MILLIS).sortedMillis());
        }
        Latencies swapping = new Latencies(during);
        Latencies changing = new Latencies(took);
        return """
                %d cores (%s), Java %s, load before %.1f; %.0f images/s, batch %d, one subtask, %d changes of bundles
                latency, ms                     images      p50      p99      max
                  before, %2d s                %8d %8d %8d %8d
                  from command to 1 s after   %8d %8d %8d %8d
                p99 during changes / before   %.2f
                from command to first verdict of the other bundle, ms: median %d, largest %d
                resident memory, MiB: %d after the first %d images, %d after %d images and all changes (%+.1f %%)
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
                        changing.quantile(0.5),
                        changing.quantile(1),
                        resident.before() >> 10,
                        FIRST_IMAGES,
                        resident.after() >> 10,
                        resident.images(),
                        100.0 * (resident.after() - resident.before()) / resident.before());
    }

    /** Of images that were sent within a span of time. */
    private static Latencies between(List<StoredVerdict> verdicts, long fromMillis, long toMillis) {
        return new Latencies(verdicts.stream()
                .filter(verdict ->
                        verdict.active() && verdict.sentMillis() >= fromMillis && verdict.sentMillis() < toMillis)
                .map(verdict -> verdict.storedMillis() - verdict.sentMillis())
                .toList());
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

    /** VmRSS of this process, which holds job, producer and Flink; the broker is another one. */
    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status has no VmRSS"));
    }
}
