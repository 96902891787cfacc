package io.latentwatch.evaluation.detect;

import ai.onnxruntime.OrtEnvironment;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.corrupt.Corruption;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a bundle's own monitor graph and calibration on clean images, on images that were attacked by somebody who knows the network and not the detector,
 * and on corrupted ones.
 */
public final class DetectorEvaluator {
    private final Bundle bundle;
    private final LabelledImages images;
    private final Settings settings;
    private final Listener listener;
    private final List<Way> ways;

    /**
     * What is run.
     *
     * @param attacks by name
     * @param attacked images that are attacked, the first ones of the set
     * @param drift corruptions
     * @param alphas promised rates
     * @param seed of every attack and corruption
     * @param threads of the attacks; the result does not depend on them
     */
    public record Settings(
            Map<String, Attack> attacks,
            int attacked,
            PlannedCorruptions drift,
            List<Double> alphas,
            long seed,
            int threads) {
        public Settings {
            attacks = new LinkedHashMap<>(attacks);
            alphas = List.copyOf(alphas);
            if (attacked < 1 || threads < 1 || alphas.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected at least 1 image, 1 thread and 1 promised rate, found %d, %d and %s"
                                .formatted(attacked, threads, alphas));
            }
        }
    }

    /** Told how it goes on. */
    public interface Listener {
        /** This attack or corruption begins, on so many images. */
        void begins(String name, int images);

        /** So many images more are attacked or corrupted. */
        void done(int images);
    }

    /**
     * Checks that images and bundle fit.
     *
     * @param bundle verified
     * @param images a test set: neither trained nor calibrated on
     * @throws IllegalArgumentException if the images do not fit the network's input
     * @throws io.latentwatch.bundle.BundleException if a promised rate takes more calibration images than the bundle has
     */
    public DetectorEvaluator(Bundle bundle, LabelledImages images, Settings settings, Listener listener) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.listener = listener;
        WatchedNetwork.requireFit(bundle.manifest(), images);
        this.ways = Way.all(bundle, settings.alphas());
    }

    /** Runs all of it and hands over each attack's images as they are made. */
    public DetectorReport run(BiConsumer<String, AttackedImages> made) {
        Manifest manifest = bundle.manifest();
        try (MonitorSession monitor = MonitorSession.open(bundle.file(BundleFiles.MONITOR), manifest.input(), 1);
                InputGradient gradient = WatchedNetwork.gradient(bundle)) {
            ScoredImages clean = ScoredImages.of(monitor, manifest, images);
            Map<Way, Calibrated.Said> saidOfClean = judge(clean);
            boolean[] right = clean.right(images);
            List<AttackFound> found = new ArrayList<>();
            Map<Way, boolean[]> undetected = new LinkedHashMap<>();
            LabelledImages some = images.slice(0, settings.attacked());
            ways.forEach(way -> undetected.put(way, new boolean[some.count()]));
            boolean[] broken = new boolean[some.count()];
            for (Map.Entry<String, Attack> attack : settings.attacks().entrySet()) {
                listener.begins(attack.getKey(), some.count());
                AttackedImages attacked = AttackedImages.of(
                        attack.getValue(), gradient, some, settings.seed(), settings.threads(), listener::done);
                made.accept(attack.getKey(), attacked);
                ScoredImages scored = ScoredImages.of(monitor, manifest, attacked.images());
                int[] succeeded = ScoredImages.succeeded(right, scored.right(attacked.images()));
                Map<Way, Calibrated.Said> said = judge(scored);
                found.add(found(attack.getKey(), attacked, scored, said, clean, right, succeeded));
                for (int image : succeeded) {
                    broken[image] = true;
                }
                undetected.forEach((way, images) -> markUndetected(said.get(way).flags(), succeeded, images));
            }
            return new DetectorReport(
                    DetectorReport.FORMAT_VERSION,
                    SourceCommit.find().orElse(null),
                    OrtEnvironment.getEnvironment().getVersion(),
                    bundle.id(),
                    new Evaluation.Data(images.sha256(), images.count()),
                    (double) count(right, right.length) / right.length,
                    settings.seed(),
                    ways.stream()
                            .map(way -> FalseAlarms.of(
                                    way.scoreSet(),
                                    way.alpha(),
                                    saidOfClean.get(way),
                                    way.calibrated().expectedShare(clean)))
                            .toList(),
                    found,
                    corrupted(monitor, saidOfClean),
                    settings.attacks().isEmpty() ? List.of() : worstCase(undetected, broken, right));
        }
    }

    private static void markUndetected(boolean[] flags, int[] succeeded, boolean[] undetected) {
        for (int image : succeeded) {
            undetected[image] |= !flags[image];
        }
    }

    private Map<Way, Calibrated.Said> judge(ScoredImages scored) {
        Map<Way, Calibrated.Said> said = new LinkedHashMap<>();
        ways.forEach(way -> said.put(way, way.calibrated().judge(scored)));
        return said;
    }

    private List<CorruptionFound> corrupted(MonitorSession monitor, Map<Way, Calibrated.Said> saidOfClean) {
        List<CorruptionFound> found = new ArrayList<>();
        LabelledImages some = images.slice(0, settings.drift().images());
        for (Corruption corruption : settings.drift().corruptions()) {
            for (int severity : settings.drift().severities()) {
                listener.begins(corruption.label() + " " + severity, some.count());
                LabelledImages corrupted = corruption.apply(some, severity, settings.seed());
                ScoredImages scored = ScoredImages.of(monitor, bundle.manifest(), corrupted);
                double accuracy = (double) count(scored.right(corrupted), scored.count()) / scored.count();
                List<CorruptionFound.Flagged> flagged = ways.stream()
                        .map(way ->
                                CorruptionFound.flagged(way, way.calibrated().judge(scored), saidOfClean.get(way)))
                        .toList();
                found.add(CorruptionFound.of(corruption, severity, accuracy, flagged));
                listener.done(some.count());
            }
        }
        return found;
    }

    private static List<WorstCase> worstCase(Map<Way, boolean[]> undetected, boolean[] broken, boolean[] right) {
        return undetected.entrySet().stream()
                .map(entry -> WorstCase.of(
                        entry.getKey().scoreSet(),
                        entry.getKey().alpha(),
                        count(right, broken.length),
                        count(broken, broken.length),
                        count(entry.getValue(), broken.length)))
                .toList();
    }

    private AttackFound found(
            String name,
            AttackedImages attacked,
            ScoredImages scored,
            Map<Way, Calibrated.Said> said,
            ScoredImages clean,
            boolean[] right,
            int[] succeeded) {
        return new AttackFound(
                name,
                attacked.attributes(),
                scored.count(),
                count(right, scored.count()),
                Arrays.stream(succeeded).boxed().toList(),
                succeeded.length < AttackFound.ENOUGH,
                ways.stream().map(way -> flagged(way, said.get(way), succeeded)).toList(),
                areas(scored, clean, succeeded));
    }

    private static AttackFound.Flagged flagged(Way way, Calibrated.Said said, int[] succeeded) {
        Share share = new Share(
                Arrays.stream(succeeded).filter(image -> said.flags()[image]).count(), succeeded.length);
        return new AttackFound.Flagged(
                way.scoreSet(),
                way.alpha(),
                share.whole(),
                share.part(),
                succeeded.length == 0 ? null : share.value(),
                share.lower(),
                share.upper(),
                said.rounded(Arrays.stream(succeeded)));
    }

    private Map<String, Double> areas(ScoredImages scored, ScoredImages clean, int[] succeeded) {
        Map<String, Double> areas = new TreeMap<>();
        if (succeeded.length == 0) {
            return areas;
        }
        Manifest.Scores names = bundle.manifest().scores();
        List<String> all =
                Stream.concat(names.plain().stream(), names.twin().stream()).toList();
        for (int s = 0; s < all.size(); s++) {
            int score = s;
            areas.put(
                    all.get(s),
                    RankComparison.area(
                            Arrays.stream(succeeded)
                                    .mapToDouble(image -> scored.scores()[image][score])
                                    .toArray(),
                            Arrays.stream(clean.scores())
                                    .mapToDouble(row -> row[score])
                                    .toArray()));
        }
        return areas;
    }

    private static int count(boolean[] values, int first) {
        return (int) IntStream.range(0, first).filter(i -> values[i]).count();
    }
}
