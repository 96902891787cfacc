package io.latentwatch.evaluation.detect;

import ai.onnxruntime.OrtEnvironment;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.PacRank;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.cost.ScoringCost;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Leaves kinds of scores out of a bundle's detector, calibrates what is left on the bundle's own calibration images as one pooled table, and sees what it still
 * finds. The standardisation is the bundle's.
 */
public final class DetectorAblation {
    private static final String CALIBRATION = "calibration";

    private final Bundle bundle;
    private final LabelledImages calibration;
    private final LabelledImages validation;
    private final Settings settings;

    /**
     * What is run.
     *
     * @param attacks by name
     * @param attacked validation images that are attacked, the first ones
     * @param alpha promised rate
     * @param seed of every attack
     * @param threads of the attacks; the result does not depend on them
     * @param timing in all
     */
    public record Settings(
            Map<String, Attack> attacks, int attacked, double alpha, long seed, int threads, Duration timing) {
        public Settings {
            if (attacks.isEmpty() || attacked < 1 || threads < 1) {
                throw new IllegalArgumentException(
                        "expected at least 1 attack, 1 image and 1 thread, found %s, %d and %d"
                                .formatted(attacks.keySet(), attacked, threads));
            }
        }
    }

    /** Images that an attack succeeded on, as the monitor sees them. */
    private record Successes(AblationReport.Attacked attack, ScoredImages scored, int[] positions) {}

    /**
     * Checks that images and bundle fit.
     *
     * @param heldOut images among which those are that the bundle was calibrated on; the others are left aside
     * @param validation images that the bundle knows nothing of
     * @throws IllegalArgumentException if the images do not fit the network's input, some of the calibration images are missing, or the bundle was made with
     *     validation images
     */
    public DetectorAblation(Bundle bundle, LabelledImages heldOut, LabelledImages validation, Settings settings) {
        WatchedNetwork.requireFit(bundle.manifest(), heldOut);
        WatchedNetwork.requireFit(bundle.manifest(), validation);
        this.bundle = bundle;
        this.settings = settings;
        this.calibration = in(split(bundle, CALIBRATION), heldOut);
        this.validation = validation;
        long expected = bundle.manifest().splits().get(CALIBRATION).images();
        if (calibration.count() < expected) {
            throw new IllegalArgumentException(
                    "%d of the bundle's %d calibration images are among the %d held out, expected all; give the folder that it was profiled on"
                            .formatted(calibration.count(), expected, heldOut.count()));
        }
        for (String name : bundle.manifest().splits().keySet()) {
            int known = in(split(bundle, name), validation).count();
            if (known > 0) {
                throw new IllegalArgumentException(
                        "%d of %d validation images are in the bundle's split '%s', expected none; give images that were set aside for choices"
                                .formatted(known, validation.count(), name));
            }
        }
    }

    /** Runs all of it. */
    public AblationReport run(Consumer<String> listener) {
        Manifest manifest = bundle.manifest();
        try (MonitorSession monitor = MonitorSession.open(bundle.file(BundleFiles.MONITOR), manifest.input(), 1)) {
            listener.accept(calibration.count() + " calibration images, " + validation.count() + " validation images");
            ScoredImages calibrated = ScoredImages.of(monitor, manifest, calibration);
            ScoredImages clean = ScoredImages.of(monitor, manifest, validation);
            List<Successes> successes = attack(monitor, clean, listener);
            List<AblationReport.Row> rows = ScoreSelection.all(manifest.scores()).stream()
                    .map(selection -> row(selection, calibrated, clean, successes))
                    .toList();
            listener.accept("timing");
            return new AblationReport(
                    AblationReport.FORMAT_VERSION,
                    SourceCommit.find().orElse(null),
                    OrtEnvironment.getEnvironment().getVersion(),
                    bundle.id(),
                    new Evaluation.Data(validation.sha256(), validation.count()),
                    calibration.count(),
                    settings.alpha(),
                    settings.seed(),
                    successes.stream().map(Successes::attack).toList(),
                    rows,
                    ScoringCost.of(bundle, WatchedNetwork.onPixels(bundle).toByteArray(), settings.timing()));
        }
    }

    private List<Successes> attack(MonitorSession monitor, ScoredImages clean, Consumer<String> listener) {
        LabelledImages some = validation.slice(0, settings.attacked());
        boolean[] right = clean.right(validation);
        List<Successes> successes = new ArrayList<>();
        try (InputGradient gradient = WatchedNetwork.gradient(bundle)) {
            settings.attacks().forEach((name, attack) -> {
                listener.accept(name + ", " + some.count() + " images");
                AttackedImages attacked =
                        AttackedImages.of(attack, gradient, some, settings.seed(), settings.threads(), images -> {});
                ScoredImages scored = ScoredImages.of(monitor, bundle.manifest(), attacked.images());
                int[] positions = ScoredImages.succeeded(right, scored.right(attacked.images()));
                successes.add(new Successes(
                        new AblationReport.Attacked(name, some.count(), positions.length), scored, positions));
            });
        }
        return successes;
    }

    private AblationReport.Row row(
            ScoreSelection selection, ScoredImages calibrated, ScoredImages clean, List<Successes> successes) {
        Suspicion suspicion =
                new Suspicion(Standardisation.read(bundle), bundle.manifest().scores(), selection.heard());
        CalibrationTable table = CalibrationTable.promising(
                settings.alpha(), PacRank.RISK, suspicions(suspicion, calibrated, every(calibrated)), bundle.where());
        return new AblationReport.Row(
                selection.name(),
                flags(table, suspicions(suspicion, clean, every(clean))),
                successes.stream()
                        .map(found -> flags(table, suspicions(suspicion, found.scored(), found.positions())))
                        .toList());
    }

    private double[] suspicions(Suspicion suspicion, ScoredImages images, int[] positions) {
        int plain = bundle.manifest().scores().plain().size();
        double[] suspicions = new double[positions.length];
        for (int i = 0; i < positions.length; i++) {
            float[] scores = images.scores()[positions[i]];
            suspicions[i] = suspicion.ofAll(images.predicted()[positions[i]], scores, 0, scores, plain);
        }
        return suspicions;
    }

    private static AblationReport.Flags flags(CalibrationTable table, double[] suspicions) {
        long count = 0;
        for (double suspicion : suspicions) {
            count += table.flags(suspicion) ? 1 : 0;
        }
        return AblationReport.Flags.of(count, suspicions.length);
    }

    private static int[] every(ScoredImages images) {
        return IntStream.range(0, images.count()).toArray();
    }

    private static Set<Long> split(Bundle bundle, String name) {
        Set<Long> hashes = new HashSet<>();
        ByteBuffer file = ByteBuffer.wrap(bundle.file(BundleFiles.split(name)));
        while (file.hasRemaining()) {
            hashes.add(file.getLong());
        }
        return hashes;
    }

    /** Those of the images that a split has, each once. */
    private static LabelledImages in(Set<Long> split, LabelledImages images) {
        Set<Long> left = new HashSet<>(split);
        return images.select(IntStream.range(0, images.count())
                .filter(i -> left.remove(ImageHash.of(images.channelsFirst(i))))
                .toArray());
    }
}
