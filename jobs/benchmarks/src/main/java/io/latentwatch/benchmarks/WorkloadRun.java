package io.latentwatch.benchmarks;

import static java.util.Objects.requireNonNull;

import io.latentwatch.benchmarks.kafka.StoredImages;
import io.latentwatch.benchmarks.latency.Latencies;
import io.latentwatch.benchmarks.latency.SteadyStream;
import io.latentwatch.benchmarks.summary.LatencyFigures;
import io.latentwatch.benchmarks.summary.WorkloadFigures;
import io.latentwatch.benchmarks.ways.DecoderAlone;
import io.latentwatch.benchmarks.ways.Load;
import io.latentwatch.benchmarks.ways.MonitoringWay;
import io.latentwatch.benchmarks.ways.PlainLoop;
import io.latentwatch.benchmarks.ways.RuntimeAlone;
import io.latentwatch.benchmarks.ways.Streaming;
import io.latentwatch.benchmarks.ways.Way;
import io.latentwatch.benchmarks.workloads.BundleSource;
import io.latentwatch.benchmarks.workloads.WayKind;
import io.latentwatch.benchmarks.workloads.Workload;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.detector.statistics.Spread;
import io.latentwatch.schemas.Encoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One workload: its images in the broker, then rounds in which every way takes its turn, then the waiting times. */
final class WorkloadRun {
    /** Of the job's speed: a stream that it holds with ease, so that what is waited is no queue. */
    private static final double LATENCY_LOAD = 0.5;

    private final Workload workload;
    private final BenchOptions options;
    private final String servers;
    private final Path bundleFolder;
    private final Bundle bundle;
    private final List<LabelledImage> sample;
    private final int images;

    /**
     * Reads bundle and sample.
     *
     * @param servers the broker
     */
    WorkloadRun(Workload workload, BundleSource.Located located, BenchOptions options, String servers)
            throws IOException, ImageRefusedException {
        this.workload = requireNonNull(workload, "workload is null");
        this.options = requireNonNull(options, "options is null");
        this.servers = requireNonNull(servers, "servers is null");
        this.bundleFolder = located.bundle();
        this.bundle = BundleReader.read(bundleFolder);
        this.sample = SampleImages.read(located.samples(), bundle.manifest().input(), workload.encoding());
        this.images = options.imagesOf(workload);
    }

    WorkloadFigures measure() throws Exception {
        System.err.println(workload.name());
        Map<WayKind, Spread> speeds = speeds();
        return WorkloadFigures.of(
                workload.name(),
                setting(),
                speeds,
                workload.ratios(),
                workload.latency() && !options.latency().isZero()
                        ? Optional.of(
                                latency(LATENCY_LOAD * speeds.get(WayKind.JOB).median()))
                        : Optional.empty());
    }

    private WorkloadFigures.Setting setting() {
        Manifest.Input input = bundle.manifest().input();
        String encoding = workload.encoding() == Encoding.RAW_UINT8
                ? "raw"
                : workload.encoding().name().toLowerCase(Locale.ROOT);
        return new WorkloadFigures.Setting(
                bundle.manifest().architecture(),
                bundle.id(),
                "%dx%dx%d %s".formatted(input.height(), input.width(), input.channels(), encoding),
                options.batch(),
                images,
                options.rounds());
    }

    private Map<WayKind, Spread> speeds() throws Exception {
        try (StoredImages stored = StoredImages.create(servers, workload.partitions());
                Rounds rounds = new Rounds()) {
            stored.fill(sample, images);
            for (WayKind kind : workload.ways()) {
                rounds.add(kind, way(kind, stored));
            }
            return rounds.run(options.rounds());
        }
    }

    private Way way(WayKind kind, StoredImages stored) throws Exception {
        Load plain = load(stored, false);
        Load twinned = load(stored, true);
        return switch (kind) {
            case RUNTIME -> RuntimeAlone.onModel(bundle, sample, options.batch(), images);
            case RUNTIME_WITH_SCORES -> RuntimeAlone.withScores(bundle, sample, options.batch(), images);
            case PNG_DECODER -> new DecoderAlone(bundle.manifest().input(), sample, images);
            case PLAIN_LOOP -> new PlainLoop(plain, bundle);
            case JOB -> job(plain, 1);
            case TWO_SUBTASKS -> job(plain, 2);
            case TWINNED_PLAIN_LOOP -> new PlainLoop(twinned, bundle);
            case TWINNED_JOB -> job(twinned, 1);
        };
    }

    private Load load(StoredImages stored, boolean twinned) {
        return new Load(stored, options.batch(), twinned);
    }

    private MonitoringWay job(Load load, int subtasks) {
        return new MonitoringWay(load, subtasks, bundleFolder, options.checkpoints());
    }

    private LatencyFigures latency(double imagesPerSecond) throws Exception {
        SteadyStream stream = new SteadyStream(sample, imagesPerSecond, options.latency());
        List<Latencies> loop = new ArrayList<>();
        List<Latencies> job = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            try (StoredImages stored = StoredImages.create(servers, 1);
                    PlainLoop streaming = new PlainLoop(load(stored, false), bundle)) {
                loop.add(through(stream, stored, streaming, "latency, round " + round + ":  loop"));
            }
            try (StoredImages stored = StoredImages.create(servers, 1)) {
                job.add(through(stream, stored, job(load(stored, false), 1), "  job"));
            }
            System.err.println();
        }
        return new LatencyFigures(imagesPerSecond, quantiles(loop), quantiles(job));
    }

    private static Latencies through(SteadyStream stream, StoredImages stored, Streaming way, String name)
            throws Exception {
        Latencies latencies = stream.through(stored, way);
        System.err.printf("%s %d/%d ms", name, latencies.quantile(0.5), latencies.quantile(0.99));
        return latencies;
    }

    private static LatencyFigures.Quantiles quantiles(List<Latencies> rounds) {
        return new LatencyFigures.Quantiles(spread(rounds, 0.5), spread(rounds, 0.99));
    }

    /** Stamps are whole milliseconds: what is less than one counts as one. */
    private static Spread spread(List<Latencies> rounds, double share) {
        return Spread.of(rounds.stream()
                .map(latencies -> (double) Math.max(1, latencies.quantile(share)))
                .toList());
    }
}
