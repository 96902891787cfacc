package io.latentwatch.detector;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.graph.MonitorAgreement;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.detector.infer.SharedSessions;
import io.latentwatch.detector.judge.CleanLook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs a bundle's monitor graph in ONNX Runtime. Not thread-safe; detectors of one bundle share their session.
 *
 * <p>The network computes all scores itself, so that only small vectors leave it.
 */
public final class OnnxDetector implements Detector {
    private final Bundle bundle;
    private final DetectorOptions options;
    private final MonitorSession session;
    private final Batch batch;
    private final Judge judge;
    private final List<String> taps;
    private final List<Feature> features;
    private final float[] cleanDistortion;
    private StageNanos stages = new StageNanos(0, 0, 0);
    private final long[] cleanClasses;
    private final CleanRates cleanRates;
    private boolean closed;

    private OnnxDetector(Bundle bundle, DetectorOptions options, MonitorSession session) {
        Manifest manifest = bundle.manifest();
        this.bundle = bundle;
        this.options = options;
        this.session = session;
        this.batch = new Batch(
                new ImageDecoder(manifest.input(), options.maxPixels()),
                manifest.input().bytes());
        this.judge = new Judge(bundle, options.alpha());
        this.taps = manifest.taps().stream().map(Manifest.Tap::name).toList();
        this.features = manifest.taps().stream()
                .flatMap(tap -> IntStream.range(0, tap.features()).mapToObj(i -> new Feature(tap.name(), i)))
                .toList();
        this.cleanDistortion = readCleanDistortion(bundle);
        this.cleanClasses = readCleanClasses(bundle);
        this.cleanRates = CleanLook.read(bundle, judge.calibrationImages());
    }

    /**
     * Reads the bundle in a folder or archive, verifies it, and tries it on its probes.
     *
     * @throws BundleException if the bundle must not be used, saying why
     */
    public static OnnxDetector open(Path path, DetectorOptions options) throws IOException {
        return open(BundleReader.read(path), options);
    }

    /** Verifies a bundle that was read before, and tries it on its probes. */
    public static OnnxDetector open(Bundle bundle, DetectorOptions options) {
        MonitorAgreement.check(bundle);
        ManifestAgreement.check(bundle);
        MonitorSession session = SharedSessions.acquire(bundle, options.threads(), options.device());
        try {
            checkWidths(bundle, session);
            Probes.check(bundle, session);
            return new OnnxDetector(bundle, options, session);
        } catch (RuntimeException e) {
            SharedSessions.release(bundle, options.threads(), options.device());
            throw e;
        }
    }

    private static float[] readCleanDistortion(Bundle bundle) {
        String where = bundle.path(BundleFiles.CLEAN_DISTORTION);
        Manifest manifest = bundle.manifest();
        float[] means = bundle.array(BundleFiles.CLEAN_DISTORTION)
                .floats(where, manifest.classes().size(), manifest.taps().size());
        for (int i = 0; i < means.length; i++) {
            if (!(means[i] > 0 && Float.isFinite(means[i]))) {
                throw new BundleException(where + ": value " + i + " is " + means[i]
                        + ", expected a finite number above 0; profile the model again");
            }
        }
        return means;
    }

    private static long[] readCleanClasses(Bundle bundle) {
        String where = bundle.path(BundleFiles.CLASS_COUNTS);
        long[] counts = bundle.array(BundleFiles.CLASS_COUNTS)
                .longs(where, bundle.manifest().classes().size());
        if (Arrays.stream(counts).anyMatch(count -> count < 0)
                || Arrays.stream(counts).sum() < 1) {
            throw new BundleException(where + " holds " + Arrays.toString(counts)
                    + ", expected counts of images, one or more in all; profile the model again");
        }
        return counts;
    }

    private static void checkWidths(Bundle bundle, MonitorSession session) {
        Manifest manifest = bundle.manifest();
        checkWidth(
                bundle,
                session,
                MonitorTensors.PROBABILITIES,
                manifest.classes().size());
        checkWidth(
                bundle,
                session,
                MonitorTensors.SCORES,
                manifest.scores().plain().size());
        checkWidth(
                bundle,
                session,
                MonitorTensors.TWIN_SCORES,
                manifest.scores().twin().size());
        int topFeatures = Math.min(manifest.scores().topFeatures(), manifest.features());
        checkWidth(bundle, session, MonitorTensors.TOP_FEATURES, topFeatures);
        checkWidth(bundle, session, MonitorTensors.TOP_DEVIATIONS, topFeatures);
        checkWidth(
                bundle,
                session,
                MonitorTensors.TWIN_CLASSES,
                manifest.scores().squeezers().size());
    }

    private static void checkWidth(Bundle bundle, MonitorSession session, String output, int expected) {
        long found = session.width(output);
        if (found != expected) {
            throw new BundleException(
                    "%s: monitor.onnx: output '%s' has shape [-1,%d], manifest.json says [-1,%d]; profile the model again"
                            .formatted(bundle.where(), output, found, expected));
        }
    }

    @Override
    public List<Outcome> inspect(List<ImageToInspect> images) {
        long started = System.nanoTime();
        batch.decode(images);
        long decoded = System.nanoTime();
        MonitorOutputs outputs =
                batch.rows() == 0 ? null : session.infer(batch.pixels(), batch.rows(), batch.twinRows());
        long inferred = System.nanoTime();
        List<Outcome> outcomes = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            outcomes.add(batch.refused(i) ? batch.refusal(i) : judge(outputs, i));
        }
        stages = new StageNanos(decoded - started, inferred - decoded, System.nanoTime() - inferred);
        return outcomes;
    }

    @Override
    public StageNanos stages() {
        return stages;
    }

    private Outcome judge(MonitorOutputs outputs, int image) {
        Manifest.Input input = bundle.manifest().input();
        byte[] print = ImagePrint.of(batch.pixelsOf(image), input.channels(), input.height(), input.width());
        return judge.judge(outputs, batch.row(image), batch.twin(image), print);
    }

    /** What the bundle says of itself. */
    public Manifest manifest() {
        return bundle.manifest();
    }

    @Override
    public String bundleId() {
        return bundle.id();
    }

    @Override
    public Optional<Instant> created() {
        try {
            return Optional.ofNullable(bundle.manifest().provenance().get("time"))
                    .map(time -> Instant.parse(time.toString()));
        } catch (DateTimeParseException e) {
            return Optional
                    .empty(); // another program's way to write it; nothing depends on it but the age that is told
        }
    }

    @Override
    public Optional<String> fallback() {
        return session.fallback();
    }

    @Override
    public List<String> classes() {
        return bundle.manifest().classes();
    }

    @Override
    public Manifest.Input input() {
        return bundle.manifest().input();
    }

    @Override
    public List<String> taps() {
        return taps;
    }

    @Override
    public Feature feature(int position) {
        return features.get(position);
    }

    @Override
    public double cleanDistortion(int predictedClass, int tap) {
        return cleanDistortion[predictedClass * taps.size() + tap];
    }

    @Override
    public long[] cleanClasses() {
        return cleanClasses.clone();
    }

    @Override
    public CleanRates cleanRates() {
        return cleanRates;
    }

    @Override
    public double alpha() {
        return options.alpha();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SharedSessions.release(bundle, options.threads(), options.device());
        }
    }
}
