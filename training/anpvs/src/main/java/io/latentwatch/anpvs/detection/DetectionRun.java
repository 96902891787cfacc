package io.latentwatch.anpvs.detection;

import io.latentwatch.anpvs.results.Decisive;
import io.latentwatch.anpvs.results.FinishedNetwork;
import io.latentwatch.anpvs.results.KeptNetworks;
import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.anpvs.results.Recipe;
import io.latentwatch.anpvs.results.ResultsFolder;
import io.latentwatch.anpvs.results.ResultsListener;
import io.latentwatch.anpvs.results.TrainedRuns;
import io.latentwatch.anpvs.results.TrainingPlan;
import io.latentwatch.anpvs.results.TrainingThreads;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.RunProfile;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.infer.ScoreNames;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.evaluation.adaptive.AdaptiveBudget;
import io.latentwatch.evaluation.alarm.AlarmEvaluator;
import io.latentwatch.evaluation.alarm.AlarmReport;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.detect.AttackFolder;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.Fooled;
import io.latentwatch.evaluation.detect.PlainDefences;
import io.latentwatch.evaluation.detect.PlannedCorruptions;
import io.latentwatch.evaluation.detect.SourceModel;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.detect.Suspicions;
import io.latentwatch.evaluation.detect.TableFlags;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.query.QueryEvaluator;
import io.latentwatch.evaluation.query.QueryReport;
import io.latentwatch.schemas.ScoreSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Trains, profiles and measures a protocol's networks, one after another. A training whose result bears the same hash is finished; a network that the
 * paper's table already holds is not trained again, nor is one that was attacked before: that is kept beside the results. A part that was interrupted goes on behind
 * its last attack.
 */
public final class DetectionRun {
    private final DetectionProtocol protocol;
    private final Folders folders;
    private final int threads;
    private final ResultsListener listener;
    private final DetectorEvaluator.Listener progress;
    private final LabelledData data;
    private final LabelledImages training;
    private final LabelledImages test;
    private final String testSha256;
    private final KeptNetworks kept;
    private final TrainedRuns runs;

    /**
     * Where things are.
     *
     * @param presets folder that files of presets are relative to
     * @param work for runs and bundles
     * @param networks finished networks of the paper's table
     * @param results for what is measured
     */
    public record Folders(Path presets, Path work, ResultsFolder networks, Path results) {}

    /**
     * Reads the images.
     *
     * @param threads of the attacks
     */
    public DetectionRun(
            DetectionProtocol protocol,
            Folders folders,
            LabelledData data,
            int threads,
            ResultsListener listener,
            DetectorEvaluator.Listener progress)
            throws IOException {
        this.protocol = protocol;
        this.folders = folders;
        this.threads = threads;
        this.listener = listener;
        this.progress = progress;
        this.data = data;
        this.training = data.training();
        this.test = data.test();
        this.testSha256 = test.sha256();
        this.kept = new KeptNetworks(folders.results(), protocol.id() + "-");
        this.runs = new TrainedRuns(folders.work(), data, listener);
    }

    /**
     * Finishes these parts of these trainings, a part of all of them before the next one; a training that fails does not stop the others.
     *
     * @return why each of the trainings that failed did
     */
    public Map<NetworkId, Exception> run(List<NetworkId> trainings, Set<ProtocolPart> parts) {
        Map<NetworkId, Exception> failures = new LinkedHashMap<>();
        for (ProtocolPart part : ProtocolPart.values()) {
            List<NetworkId> planned = !parts.contains(part)
                    ? List.of()
                    : trainings.stream()
                            .filter(training -> protocol.planned(part, training))
                            .toList();
            for (int i = 0; i < planned.size(); i++) {
                NetworkId network = planned.get(i);
                if (!failures.containsKey(network)) {
                    try {
                        finish(part, i + 1, planned.size(), network);
                    } catch (IOException | RuntimeException e) {
                        listener.failed(network, e);
                        failures.put(network, e);
                    }
                }
            }
        }
        return failures;
    }

    /** Measures a part, unless it is finished. */
    private void finish(ProtocolPart part, int number, int of, NetworkId network) throws IOException {
        TrainingPlan plan = plan(network);
        String hash = hash(part, plan);
        boolean finished = finishedHash(part, network).filter(hash::equals).isPresent();
        listener.network(number, of, network, part.id() + (finished ? " finished already" : " begins"));
        if (!finished) {
            Path store = folders.work().resolve(network.name() + "-" + part.id() + "-attacks");
            switch (part) {
                case FLAGS ->
                    measure(plan, hash, store).write(DetectionResult.file(folders.results(), protocol, network));
                case CLASSES -> write(part, network, hash, classes(bundle(plan, true)));
                case ALARMS -> write(part, network, hash, alarms(bundle(plan, false)));
                case QUERIES -> write(part, network, hash, queries(bundle(plan, false)));
                case UNBOUNDED -> write(part, network, hash, unbounded(bundle(plan, false), store));
                case FURTHER -> write(part, network, hash, further(plan, bundle(plan, false), store));
                case ADAPTIVE -> write(part, network, hash, adaptive(plan, bundle(plan, false), store));
            }
            io.latentwatch.bundle.Folders.delete(store); // what an interruption would have gone on from
        }
    }

    private <R> void write(ProtocolPart part, NetworkId network, String hash, R report) throws IOException {
        MeasuredPart.of(network, hash, report).write(MeasuredPart.file(folders.results(), protocol, network, part));
    }

    private Optional<String> finishedHash(ProtocolPart part, NetworkId network) throws IOException {
        return switch (part) {
            case FLAGS ->
                DetectionResult.read(DetectionResult.file(folders.results(), protocol, network))
                        .map(DetectionResult::hash);
            case CLASSES -> finishedHash(part, network, ClassFlags.class);
            case ALARMS -> finishedHash(part, network, AlarmReport.class);
            case QUERIES -> finishedHash(part, network, QueryReport.class);
            case UNBOUNDED, ADAPTIVE -> finishedHash(part, network, DetectorReport.class);
            case FURTHER -> finishedHash(part, network, FurtherAttacks.class);
        };
    }

    private <R> Optional<String> finishedHash(ProtocolPart part, NetworkId network, Class<R> report)
            throws IOException {
        return MeasuredPart.read(MeasuredPart.file(folders.results(), protocol, network, part), report)
                .map(MeasuredPart::hash);
    }

    /** Of all that decides what is found. */
    private String hash(ProtocolPart part, TrainingPlan plan) throws IOException {
        return switch (part) {
            case FLAGS -> hash(plan);
            case CLASSES -> hash(plan, List.of());
            case ALARMS -> hash(plan, protocol.alarms());
            case QUERIES -> hash(plan, protocol.queries());
            case UNBOUNDED -> hash(plan, protocol.unbounded());
            case FURTHER -> hash(plan, further(plan));
            case ADAPTIVE -> hash(plan, List.of(protocol.attacks(), protocol.adaptive()));
        };
    }

    /** Of the network that is attacked alone. */
    private List<Object> further(TrainingPlan plan) throws IOException {
        DetectionProtocol.Further further = protocol.further();
        Optional<NetworkId> source = protocol.source(plan.network());
        return List.of(
                further.attacks(),
                further.images(),
                further.inputs(),
                source.isPresent() ? plan(source.get()).hash() : "");
    }

    private TrainingPlan plan(NetworkId network) throws IOException {
        return TrainingPlan.of(protocol.recipe(network), network.seed(), folders.presets(), training);
    }

    private String hash(TrainingPlan plan, Object settings) {
        return Decisive.hash(
                List.of(detector(plan), testSha256, protocol.alphas().get(0), protocol.seed(), settings));
    }

    /** Threads of the tensor library that the trainings take. */
    public int trainingThreads(List<NetworkId> trainings) {
        Map<NetworkId, Recipe> recipes = new LinkedHashMap<>();
        trainings.forEach(training -> recipes.put(training, protocol.recipe(training)));
        return TrainingThreads.of(recipes, folders.presets());
    }

    private DetectorReport unbounded(Bundle bundle, Path store) {
        DetectionProtocol.Unbounded unbounded = protocol.unbounded();
        return evaluate(
                bundle,
                test,
                unbounded.attacks(),
                AdaptiveBudget.DEFAULT,
                unbounded.images(),
                PlannedCorruptions.NONE,
                store);
    }

    private FurtherAttacks further(TrainingPlan plan, Bundle bundle, Path store) throws IOException {
        Optional<NetworkId> source = protocol.source(plan.network());
        if (source.isEmpty()) {
            return further(bundle, null, Optional.empty(), store);
        }
        try (SourceModel opened = SourceModel.of(Files.readAllBytes(model(plan(source.get()))))) {
            Path ofSource = store.resolve(opened.sha256().substring(0, 12));
            return further(bundle, source.get().name(), Optional.of(opened), ofSource);
        }
    }

    private FurtherAttacks further(Bundle bundle, String source, Optional<SourceModel> model, Path store) {
        DetectionProtocol.Further further = protocol.further();
        Map<String, LabelledImages> made = new LinkedHashMap<>();
        DetectorReport report = evaluate(
                bundle,
                test,
                further.attacks(),
                model,
                AdaptiveBudget.DEFAULT,
                further.images(),
                PlannedCorruptions.NONE,
                store,
                (attack, attacked) -> made.put(attack, attacked.images()));
        List<Fooled> defences = new PlainDefences(test, report, made).all(bundle, Squeeze.parse(further.inputs()));
        return FurtherAttacks.of(report, source, defences);
    }

    private DetectorReport adaptive(TrainingPlan plan, Bundle bundle, Path store) throws IOException {
        DetectionProtocol.Adaptive adaptive = protocol.adaptive();
        int[] broken = Arrays.stream(broken(plan)).limit(adaptive.images()).toArray();
        List<String> all = Stream.of(protocol.attacks(), adaptive.attacks())
                .flatMap(List::stream)
                .toList();
        return evaluate(
                bundle,
                test.startingWith(broken),
                all,
                adaptive.budget(),
                broken.length,
                PlannedCorruptions.NONE,
                store);
    }

    /** The images that attacks break whose attackers do not know the detector, as the part {@link ProtocolPart#FLAGS} found; the others cannot be broken without a flag either. */
    private int[] broken(TrainingPlan plan) throws IOException {
        Path file = DetectionResult.file(folders.results(), protocol, plan.network());
        DetectionResult flags = DetectionResult.read(file)
                .filter(result -> result.hash().equals(hash(plan)))
                .orElseThrow(() -> new IOException(
                        "%s: expected what the attacks of the protocol break, found no such result; run the part flags first"
                                .formatted(file)));
        int[] broken = flags.report().attacks().stream()
                .flatMapToInt(attack -> attack.succeeded().stream().mapToInt(Integer::intValue))
                .distinct()
                .sorted()
                .toArray();
        if (broken.length == 0) {
            throw new IOException(
                    "%s: expected images that an attack breaks, found none; nobody who knows the detector has anything to hide"
                            .formatted(file));
        }
        return broken;
    }

    private DetectorReport evaluate(
            Bundle bundle,
            LabelledImages clean,
            List<String> attacks,
            AdaptiveBudget budget,
            int images,
            PlannedCorruptions drift,
            Path store) {
        return evaluate(
                bundle, clean, attacks, Optional.empty(), budget, images, drift, store, (attack, attacked) -> {});
    }

    private DetectorReport evaluate(
            Bundle bundle,
            LabelledImages clean,
            List<String> attacks,
            Optional<SourceModel> source,
            AdaptiveBudget budget,
            int images,
            PlannedCorruptions drift,
            Path store,
            BiConsumer<String, AttackedImages> handed) {
        DetectorEvaluator.Settings settings = DetectorEvaluator.Settings.named(
                attacks, source, budget, images, drift, protocol.alphas(), protocol.seed(), threads);
        String attacked = Decisive.hash(List.of(
                bundle.id(), clean.slice(0, images).sha256(), attacks, budget, protocol.alphas(), protocol.seed()));
        AttackFolder made = new AttackFolder(store.resolve(attacked.substring(0, 12)));
        return new DetectorEvaluator(bundle, clean, settings, progress, made).run(handed);
    }

    private ClassFlags classes(Bundle bundle) {
        return new ClassFlags(
                bundle.id(),
                TableFlags.all(bundle, test, protocol.alphas().get(0), protocol.splits(), protocol.seed()));
    }

    private AlarmReport alarms(Bundle bundle) {
        return new AlarmEvaluator(
                        bundle, test, protocol.alarms(), protocol.alphas().get(0), protocol.seed(), threads, progress)
                .run();
    }

    private QueryReport queries(Bundle bundle) {
        return new QueryEvaluator(bundle, test, protocol.queries(), protocol.seed(), progress).run();
    }

    private DetectionResult measure(TrainingPlan plan, String hash, Path store) throws IOException {
        Bundle bundle = bundle(plan, false);
        boolean attacked = protocol.attacked(plan.network());
        DetectorReport report = evaluate(
                bundle,
                test,
                attacked ? protocol.attacks() : List.of(),
                AdaptiveBudget.DEFAULT,
                protocol.images(),
                attacked ? protocol.drift() : PlannedCorruptions.NONE,
                store);
        double[] suspicions =
                Suspicions.of(bundle, test, protocol.alphas().get(0)).get(ScoreSet.TWIN);
        List<SplitCheck> splits = new ArrayList<>();
        for (double alpha : protocol.alphas()) {
            splits.add(SplitCheck.of(suspicions, alpha, protocol.splits(), protocol.seed()));
        }
        return new DetectionResult(
                DetectionResult.FORMAT_VERSION,
                plan.network().row(),
                plan.network().seed(),
                hash,
                (String) provenance(bundle).get("commit"),
                splits,
                report);
    }

    @SuppressWarnings("unchecked") // the trainer's part of a bundle's provenance is an object
    private static Map<String, Object> provenance(Bundle bundle) {
        return (Map<String, Object>) bundle.manifest().provenance().getOrDefault("training", Map.of());
    }

    /** The training's bundle, made now unless one of the same model is there. */
    private Bundle bundle(TrainingPlan plan, boolean perClass) throws IOException {
        Path folder = folders.work()
                .resolve(plan.network().name()
                        + "-bundle-"
                        + (perClass ? "per-class-" : "")
                        + detector(plan).substring(0, 12));
        Optional<FinishedNetwork> finished = finished(plan);
        if (Files.exists(folder)) {
            if (finished.isEmpty() && protocol.attacked(plan.network()) && runs.finished(plan)) {
                kept.keep(plan, runs.of(plan));
            }
        } else if (finished.isPresent()) {
            finished.get().profile(data, squeezers(plan), perClass, folder);
        } else {
            new RunProfile(run(plan)).profile(folder, squeezers(plan), perClass);
        }
        return BundleReader.read(folder);
    }

    /** The training's network, trained now unless it is there. */
    private Path model(TrainingPlan plan) throws IOException {
        Optional<FinishedNetwork> finished = finished(plan);
        return finished.isPresent() ? finished.get().model() : run(plan).model();
    }

    private RunFolder run(TrainingPlan plan) throws IOException {
        RunFolder run = runs.of(plan);
        if (protocol.attacked(plan.network())) {
            kept.keep(plan, run);
        }
        return run;
    }

    private Optional<FinishedNetwork> finished(TrainingPlan plan) throws IOException {
        Optional<FinishedNetwork> inTable = folders.networks().finished(plan);
        return inTable.isPresent() ? inTable : kept.finished(plan);
    }

    private List<Squeeze> squeezers(TrainingPlan plan) {
        return Squeeze.parse(protocol.network(plan.network()).twins());
    }

    /** Of all that decides a bundle: the training, the squeezers, and which scores there are and how they are combined. */
    private String detector(TrainingPlan plan) {
        List<String> twins = protocol.network(plan.network()).twins();
        return Decisive.hash(List.of(
                plan.hash(), ScoreNames.plain(List.of()), ScoreNames.twin(List.of(), twins), Suspicion.WEIGHTS));
    }

    private String hash(TrainingPlan plan) {
        boolean attacked = protocol.attacked(plan.network());
        return Decisive.hash(List.of(
                detector(plan),
                testSha256,
                protocol.alphas(),
                protocol.splits(),
                protocol.seed(),
                attacked ? protocol.attacks() : List.of(),
                attacked
                        ? List.of(
                                protocol.images(), protocol.corruptions(), protocol.severities(), protocol.corrupted())
                        : List.of()));
    }
}
