package io.latentwatch.evaluation.detect;

import ai.onnxruntime.OrtEnvironment;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.adaptive.AdaptiveBudget;
import io.latentwatch.evaluation.adaptive.AdaptivePlan;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a bundle's own monitor graph and calibration on clean images and on images that were attacked by somebody who knows the network, and the detector too where
 * that is asked for.
 */
public final class DetectorEvaluator {
    private final Bundle bundle;
    private final LabelledImages images;
    private final Settings settings;
    private final Listener listener;
    private final AttackStore store;
    private final List<Way> ways;

    /**
     * What is run.
     *
     * @param attacks that do not know the detector, by name
     * @param adaptive attacks that do: they want to pass it with every image twinned, at the first promised rate
     * @param budget of these
     * @param attacked images that are attacked, the first ones of the set
     * @param drift corruptions
     * @param alphas promised rates
     * @param seed of every attack and corruption
     * @param threads of the attacks; the result does not depend on them
     */
    public record Settings(
            Map<String, Attack> attacks,
            List<AdaptivePlan> adaptive,
            AdaptiveBudget budget,
            int attacked,
            PlannedCorruptions drift,
            List<Double> alphas,
            long seed,
            int threads) {
        public Settings {
            attacks = new LinkedHashMap<>(attacks);
            adaptive = List.copyOf(adaptive);
            alphas = List.copyOf(alphas);
            if (attacked < 1 || threads < 1 || alphas.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected at least 1 image, 1 thread and 1 promised rate, found %d, %d and %s"
                                .formatted(attacked, threads, alphas));
            }
        }

        /**
         * With attacks of both kinds by their names, such as {@code pgd-40:0.1} and {@code adaptive-pgd:0.1}.
         *
         * @param source that transfer attacks are made on
         * @throws IllegalArgumentException if one is unknown, with all that are known
         */
        public static Settings named(
                List<String> attacks,
                Optional<SourceModel> source,
                AdaptiveBudget budget,
                int attacked,
                PlannedCorruptions drift,
                List<Double> alphas,
                long seed,
                int threads) {
            return new Settings(
                    PlannedAttacks.parse(
                            attacks.stream()
                                    .filter(attack -> !AdaptivePlan.isOne(attack))
                                    .toList(),
                            source),
                    attacks.stream()
                            .filter(AdaptivePlan::isOne)
                            .map(AdaptivePlan::parse)
                            .toList(),
                    budget,
                    attacked,
                    drift,
                    alphas,
                    seed,
                    threads);
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
     * @param store of what attacks make
     * @throws IllegalArgumentException if the images do not fit the network's input
     * @throws io.latentwatch.bundle.BundleException if a promised rate takes more calibration images than the bundle has
     */
    public DetectorEvaluator(
            Bundle bundle, LabelledImages images, Settings settings, Listener listener, AttackStore store) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.listener = listener;
        this.store = store;
        WatchedNetwork.requireFit(bundle.manifest(), images);
        this.ways = Way.all(bundle, settings.alphas());
    }

    /** Runs all of it and hands over each attack's images as they are made. */
    public DetectorReport run(BiConsumer<String, AttackedImages> made) {
        Manifest manifest = bundle.manifest();
        try (MonitorSession monitor = MonitorSession.open(bundle.file(BundleFiles.MONITOR), manifest.input(), 1);
                InputGradient gradient = WatchedNetwork.gradient(bundle)) {
            ScoredImages clean = ScoredImages.of(monitor, manifest, images);
            List<Calibrated.Said> saidOfClean = judge(clean);
            boolean[] right = clean.right(images);
            LabelledImages some = images.slice(0, settings.attacked());
            List<Tried> plain = new ArrayList<>();
            settings.attacks()
                    .forEach((name, attack) -> plain.add(attempt(name, attack, gradient, some, false, right, monitor)));
            AdaptiveTrials.Outcome adaptive = settings.adaptive().isEmpty()
                    ? AdaptiveTrials.Outcome.NONE
                    : adaptive(plain, clean, right, monitor);
            List<Tried> tried =
                    Stream.concat(plain.stream(), adaptive.tried().stream()).toList();
            tried.forEach(attack -> made.accept(attack.name(), attack.attacked()));
            List<WorstCase> worstCase = new ArrayList<>();
            if (!plain.isEmpty()) {
                worstCase.addAll(worstCase(plain, right, some.count(), false));
            }
            if (tried.size() > plain.size()) {
                worstCase.addAll(worstCase(tried, right, some.count(), true));
            }
            return new DetectorReport(
                    DetectorReport.FORMAT_VERSION,
                    SourceCommit.find().orElse(null),
                    OrtEnvironment.getEnvironment().getVersion(),
                    bundle.id(),
                    new Evaluation.Data(images.sha256(), images.count()),
                    (double) count(right, right.length) / right.length,
                    settings.seed(),
                    IntStream.range(0, ways.size())
                            .mapToObj(way -> falseAlarms(ways.get(way), saidOfClean.get(way), clean))
                            .toList(),
                    tried.stream().map(attack -> found(attack, clean, right)).toList(),
                    corrupted(monitor, saidOfClean),
                    worstCase,
                    adaptive.controls(),
                    adaptive.findings());
        }
    }

    private Tried attempt(
            String name,
            Attack attack,
            InputGradient network,
            LabelledImages some,
            boolean knowsDetector,
            boolean[] right,
            MonitorSession monitor) {
        AttackedImages attacked = store.get(name, () -> {
            listener.begins(name, some.count());
            return AttackedImages.of(attack, network, some, settings.seed(), settings.threads(), listener::done);
        });
        ScoredImages scored = ScoredImages.of(monitor, bundle.manifest(), attacked.images());
        return new Tried(
                name,
                knowsDetector,
                attacked,
                scored,
                ScoredImages.succeeded(right, scored.right(attacked.images())),
                judge(scored));
    }

    /** One for each way. */
    private List<Calibrated.Said> judge(ScoredImages scored) {
        return ways.stream().map(way -> way.calibrated().judge(scored)).toList();
    }

    private List<CorruptionFound> corrupted(MonitorSession monitor, List<Calibrated.Said> saidOfClean) {
        List<CorruptionFound> found = new ArrayList<>();
        LabelledImages some = images.slice(0, settings.drift().images());
        for (Corruption corruption : settings.drift().corruptions()) {
            for (int severity : settings.drift().severities()) {
                listener.begins(corruption.label() + " " + severity, some.count());
                LabelledImages corrupted = corruption.apply(some, severity, settings.seed());
                ScoredImages scored = ScoredImages.of(monitor, bundle.manifest(), corrupted);
                double accuracy = (double) count(scored.right(corrupted), scored.count()) / scored.count();
                List<Calibrated.Said> said = judge(scored);
                List<CorruptionFound.Flagged> flagged = IntStream.range(0, ways.size())
                        .mapToObj(way -> CorruptionFound.flagged(ways.get(way), said.get(way), saidOfClean.get(way)))
                        .toList();
                found.add(CorruptionFound.of(corruption, severity, accuracy, flagged));
                listener.done(some.count());
            }
        }
        return found;
    }

    private AdaptiveTrials.Outcome adaptive(
            List<Tried> plain, ScoredImages clean, boolean[] right, MonitorSession monitor) {
        int twinned = settings.alphas().size(); // the first way with twins
        Calibrated calibrated = ways.get(twinned).calibrated();
        Controls controls =
                new Controls(bundle, images, settings, clean, right, calibrated.expectedShare(clean), listener::done);
        return new AdaptiveTrials(
                        bundle,
                        images,
                        settings,
                        twinned,
                        (name, attack, network, some) -> attempt(name, attack, network, some, true, right, monitor))
                .run(plain, calibrated.judge(clean), right, controls);
    }

    private static FalseAlarms falseAlarms(Way way, Calibrated.Said said, ScoredImages clean) {
        return FalseAlarms.of(
                way.scoreSet(), way.alpha(), said, way.calibrated().expectedShare(clean));
    }

    private List<WorstCase> worstCase(List<Tried> tried, boolean[] right, int attacked, boolean knowsDetector) {
        boolean[] broken = new boolean[attacked];
        tried.forEach(attack -> attack.markBroken(broken));
        List<WorstCase> worst = new ArrayList<>();
        for (int way = 0; way < ways.size(); way++) {
            boolean[] undetected = new boolean[attacked];
            for (Tried attack : tried) {
                attack.markUndetected(way, undetected);
            }
            worst.add(WorstCase.of(
                    ways.get(way).scoreSet(),
                    ways.get(way).alpha(),
                    knowsDetector,
                    count(right, attacked),
                    count(broken, attacked),
                    count(undetected, attacked)));
        }
        return worst;
    }

    private AttackFound found(Tried tried, ScoredImages clean, boolean[] right) {
        int[] succeeded = tried.succeeded();
        return new AttackFound(
                tried.name(),
                tried.knowsDetector(),
                tried.attacked().attributes(),
                tried.scored().count(),
                count(right, tried.scored().count()),
                Arrays.stream(succeeded).boxed().toList(),
                succeeded.length < AttackFound.ENOUGH,
                IntStream.range(0, ways.size())
                        .mapToObj(way -> flagged(ways.get(way), tried.said().get(way), succeeded))
                        .toList(),
                areas(tried.scored(), clean, succeeded));
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
