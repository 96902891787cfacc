package io.latentwatch.anpvs.retrain;

import ai.djl.Device;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.anpvs.configuration.Phase;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.data.ImageHashes;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.Training;
import io.latentwatch.anpvs.run.TrainingListener;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Folders;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Sha256;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.graph.InputForm;
import io.latentwatch.reference.profile.HashList;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import io.latentwatch.reference.topic.RangeImages;
import io.latentwatch.reference.topic.ShadowCommands;
import io.latentwatch.reference.topic.TopicLabels;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.RetrainingTrigger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Answers a trigger: fetch, join, train, compare, publish. Without labels enough it proposes new references, never new weights.
 *
 * @param images where the trigger's images stand
 * @param labels all there are
 * @param commands how jobs hear of a new bundle
 * @param bundles where the trigger's bundle is found and the new one goes
 * @param data the original data set; empty: nothing is trained
 * @param answers folder with a folder for each answer
 * @param epsilon radius of the attack that networks are compared under; empty: that of the training's last attack
 * @param issuedBy who asks jobs to load a bundle
 */
public record Retraining(
        RangeImages images,
        TopicLabels labels,
        ShadowCommands commands,
        BundleFolder bundles,
        Optional<LabelledData> data,
        Path answers,
        RetrainingRules rules,
        WarmStart start,
        Optional<Double> epsilon,
        Optional<PrivateKey> signKey,
        Device device,
        TrainingListener listener,
        String issuedBy) {
    private static final String PROPOSAL = "proposed-bundle";
    private static final int STEPS = 20;
    private static final double ALMOST_DONE = Math.nextDown(1.0);
    private static final int VALIDATION = 500;
    private static final long SEED = 1;

    /** A bundle's images and labels, before it is known what to do with them. */
    private record Material(
            RetrainingTrigger trigger,
            Bundle bundle,
            Path folder,
            Optional<OriginalImages> original,
            FetchedImages.Result fetched,
            LabelJoin.Result joined) {
        RetrainingReport report(Outcome outcome, List<String> reasons) {
            return RetrainingReport.of(trigger, outcome, reasons, fetched.counts(), joined.counts());
        }
    }

    /**
     * Answers a trigger and writes the report.
     *
     * @return empty where an earlier run has answered it
     * @throws IOException if the bundle is not there, Kafka or a file cannot be read, or the data set is not the bundle's
     */
    public Optional<RetrainingReport> answer(RetrainingTrigger trigger) throws IOException {
        Path folder = folder(trigger);
        if (Files.exists(folder.resolve(RetrainingReport.JSON))) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        Material material = material(trigger, folder);
        List<String> reasons = reasonsNotToTrain(material);
        RetrainingReport report = reasons.isEmpty() ? train(material) : propose(material, reasons);
        report.write(folder);
        return Optional.of(report);
    }

    /** Where the answer to a trigger stands. */
    public Path folder(RetrainingTrigger trigger) {
        return answers.resolve(name(trigger));
    }

    private static String name(RetrainingTrigger trigger) {
        return "retraining-"
                + Sha256.hex(trigger.getId().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private Material material(RetrainingTrigger trigger, Path folder) throws IOException {
        Bundle bundle = bundles.find(trigger.getBundleId())
                .orElseThrow(() -> new IOException(
                        "%s: expected the bundle %s of trigger %s in it, found none with that id; put it there, or pass the trigger over with --skip"
                                .formatted(bundles.path(), trigger.getBundleId(), trigger.getId())));
        Optional<OriginalImages> original =
                data.isPresent() ? Optional.of(OriginalImages.of(data.get(), bundle)) : Optional.empty();
        long[] known = known(
                bundle,
                original.map(sets -> List.of(sets.training(), sets.test())).orElse(List.of()));
        FetchedImages.Result fetched = FetchedImages.fetch(
                trigger,
                images,
                bundle.manifest().input(),
                hash -> Arrays.binarySearch(known, hash) >= 0,
                rules.mostImages());
        LabelJoin join =
                new LabelJoin(fetched.images(), bundle.manifest().classes().size(), rules.trusted());
        long unusable = labels.forEach(join::add);
        return new Material(trigger, bundle, folder, original, fetched, join.result(unusable));
    }

    private List<String> reasonsNotToTrain(Material material) {
        List<String> reasons = new ArrayList<>();
        RetrainingTrigger trigger = material.trigger();
        if (trigger.getKind() != AlarmKind.DRIFT_LIKE && trigger.getAlarmId() != null) {
            reasons.add("an alarm of kind %s asks for it, only DRIFT_LIKE ones may".formatted(trigger.getKind()));
        }
        if (material.original().isEmpty()) {
            reasons.add("no original data set was given (--data)");
        }
        if (material.original().isPresent()
                && material.original().get().heldOut().count() == 0) {
            reasons.add("the bundle's network has been trained on every image of the original training set");
        }
        int labelled = material.joined().labels().size();
        int heldOut = drifted(material).holdOut().size();
        if (labelled < rules.leastLabels()) {
            reasons.add("%,d images of the trigger have a label, expected at least %,d (--least-labels)"
                    .formatted(labelled, rules.leastLabels()));
        } else if (heldOut < rules.leastHoldOut()) {
            reasons.add("%,d images with a trusted label can be held out, expected at least %,d (--least-hold-out)"
                    .formatted(heldOut, rules.leastHoldOut()));
        }
        return reasons;
    }

    private DriftedImages drifted(Material material) {
        return DriftedImages.of(material.joined().labels(), rules.holdOutShare(), SEED);
    }

    private RetrainingReport train(Material material) throws IOException {
        Bundle bundle = material.bundle();
        Path before = material.folder().resolve("before.onnx");
        Files.write(before, bundle.file(BundleFiles.MODEL));
        OriginalImages original = material.original().orElseThrow();
        TrainingConfiguration configuration =
                start.configuration(bundle, before, material.folder().resolve("configuration.json"));
        InitialNetwork network;
        try {
            network = NetworkFile.find(
                    before.toString(),
                    original.training().shape(),
                    bundle.manifest().classes().size());
        } catch (IllegalArgumentException e) {
            return propose(material, List.of("the network cannot be trained on: " + e.getMessage()));
        }
        DriftedImages drifted = drifted(material);
        LabelledImages clean = original.training().slice(0, rules.mostOriginal());
        int repeats = repeats(clean.count(), drifted.training().size());
        DataSplits splits = new DataSplits(
                labelled(material, drifted.holdOut(), 1),
                original.heldOut().slice(0, VALIDATION),
                joined(clean, labelled(material, drifted.training(), repeats)));
        RunFolder run = new RunFolder(material.folder().resolve("run"));
        run.open(RunFolder.Existing.OVERWRITE);
        new Training(configuration, device, run, listener)
                .run(new Training.Prepared(splits, bundle.manifest().classes(), network));

        HoldOuts sets = holdOuts(material, drifted, configuration);
        List<Gate> gates = Gate.of(
                sets,
                sets.ask(bundle.file(BundleFiles.MODEL), configuration.threads()),
                sets.ask(Files.readAllBytes(run.model()), configuration.threads()),
                rules);
        RetrainingReport report = material.report(Outcome.REFUSED, List.of())
                .trained(
                        Outcome.REFUSED,
                        new RetrainingReport.TrainingSet(
                                clean.count(),
                                drifted.training().size(),
                                repeats,
                                drifted.holdOut().size()),
                        gates);
        return gates.stream().allMatch(Gate::passed) ? publish(material, run, drifted, report) : report;
    }

    /** So often that the labelled images make up their share of the training set, or as often as they may be. */
    private int repeats(int original, int labelled) {
        double wanted = original * rules.driftedShare() / ((1 - rules.driftedShare()) * labelled);
        return (int) Math.max(1, Math.min(rules.mostRepeats(), Math.round(wanted)));
    }

    private static LabelledImages labelled(Material material, List<LabelJoin.Labelled> labels, int repeats) {
        return DriftedImages.images(
                material.fetched().shape(), material.fetched().images(), labels, repeats);
    }

    private static LabelledImages joined(LabelledImages some, LabelledImages others) {
        byte[] pixels = Arrays.copyOf(some.pixels(), some.pixels().length + others.pixels().length);
        System.arraycopy(others.pixels(), 0, pixels, some.pixels().length, others.pixels().length);
        byte[] classes = Arrays.copyOf(some.labels(), some.count() + others.count());
        System.arraycopy(others.labels(), 0, classes, some.count(), others.count());
        return new LabelledImages(some.shape(), pixels, classes);
    }

    private HoldOuts holdOuts(Material material, DriftedImages drifted, TrainingConfiguration configuration) {
        LabelledImages test = material.original().orElseThrow().test();
        double radius = epsilon.orElseGet(() -> trainedFor(configuration));
        return new HoldOuts(
                test.slice(0, rules.testImages()),
                test.slice(0, rules.attackedImages()),
                LinfPgd.pgd(radius, STEPS, radius / 10),
                labelled(material, drifted.holdOut(), 1),
                SEED);
    }

    private static double trainedFor(TrainingConfiguration configuration) {
        return configuration.phases().stream()
                .map(Phase::attack)
                .filter(Objects::nonNull)
                .map(attack -> attack.at(ALMOST_DONE).epsilon())
                .filter(radius -> radius > 0)
                .reduce((first, second) -> second)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "the bundle's training knows no attack; say with --epsilon under which one networks are compared"));
    }

    private RetrainingReport publish(Material material, RunFolder run, DriftedImages drifted, RetrainingReport report)
            throws IOException {
        String name = name(material.trigger());
        Set<Integer> trainedOn = new HashSet<>();
        drifted.training().forEach(labelled -> trainedOn.add(labelled.image()));
        Path out = bundles.path().resolve(name);
        long[] hashes = LongStream.concat(
                        Arrays.stream(trainingHashes(material.bundle())),
                        Arrays.stream(HashList.read(
                                Files.readAllBytes(run.path().resolve("training-images.hashes")),
                                "training-images.hashes")))
                .distinct()
                .sorted()
                .toArray();
        ProfileRequest request = request(
                material,
                run.model(),
                out,
                references(material, trainedOn),
                hashes,
                new ObjectMapper().readValue(run.provenance().toFile(), new TypeReference<Map<String, Object>>() {}),
                signKey);
        Folders.delete(out); // what a run that was killed has left
        String id = new ReferenceProfiler(request).profile().bundleId();
        Optional<String> uri = bundles.uri(name);
        if (uri.isEmpty()) {
            return report.withBundle(Outcome.PASSED, id, out.toString(), "./latentwatch models load --bundle " + out);
        }
        long sequence = commands.load(
                id, uri.get(), issuedBy, "retraining for " + material.trigger().getId());
        return report.withBundle(
                Outcome.PUBLISHED_AS_SHADOW,
                id,
                out.toString(),
                "command %d of %s loads it from %s; when its verdicts convince: ./latentwatch models promote --id %s"
                        .formatted(sequence, commands.topic(), uri.get(), id));
    }

    private RetrainingReport propose(Material material, List<String> reasons) throws IOException {
        Bundle bundle = material.bundle();
        Path model = material.folder().resolve("before.onnx");
        Files.write(model, bundle.file(BundleFiles.MODEL));
        Path out = material.folder().resolve(PROPOSAL);
        List<String> all = new ArrayList<>(reasons);
        if (material.fetched().images().isEmpty()) {
            all.add("no image of the trigger may be learnt from");
            return material.report(Outcome.NOTHING_TO_LEARN, all);
        }
        ReferenceImages references = references(material, Set.of());
        if (references.size() < ReferenceImages.ENOUGH) {
            all.add("%,d images would make the references, expected at least %,d"
                    .formatted(references.size(), ReferenceImages.ENOUGH));
            return material.report(Outcome.NOTHING_TO_LEARN, all);
        }
        ProfileRequest request =
                request(material, model, out, references, trainingHashes(bundle), training(bundle), Optional.empty());
        Folders.delete(out); // what a run that was killed has left
        String id = new ReferenceProfiler(request).profile().bundleId();
        return material.report(Outcome.REFERENCES_PROPOSED, all)
                .withBundle(
                        Outcome.REFERENCES_PROPOSED,
                        id,
                        PROPOSAL,
                        "look at the images: with these references they count as normal, and the alarm falls silent. To approve: ./latentwatch sign-bundle --bundle "
                                + PROPOSAL
                                + " --key …, put it where jobs fetch bundles, ./latentwatch models load and promote");
    }

    /** Images of the trigger that the network is not trained on, and original ones. */
    private static ReferenceImages references(Material material, Set<Integer> trainedOn) {
        List<byte[]> ofTrigger = new ArrayList<>();
        List<FetchedImages.One> fetched = material.fetched().images();
        for (int i = 0; i < fetched.size(); i++) {
            if (!trainedOn.contains(i)) {
                ofTrigger.add(fetched.get(i).pixels());
            }
        }
        ImageShape shape = material.fetched().shape();
        LabelledImages original = material.original()
                .map(OriginalImages::heldOut)
                .orElseGet(() -> new LabelledImages(shape, new byte[0], new byte[0]));
        return ReferenceImages.of(shape, ofTrigger, original);
    }

    private ProfileRequest request(
            Material material,
            Path model,
            Path out,
            ReferenceImages references,
            long[] trainingHashes,
            Map<String, Object> training,
            Optional<PrivateKey> key) {
        Manifest manifest = material.bundle().manifest();
        Manifest.Input input = manifest.input();
        Map<String, Object> provenance = new TreeMap<>(training);
        provenance.put(
                "retraining",
                Map.of(
                        "trigger", material.trigger().getId(),
                        "bundle", material.bundle().id(),
                        "referencesOfTrigger", references.fromTrigger()));
        return new ProfileRequest(
                model,
                references,
                out,
                manifest.architecture(),
                manifest.classes(),
                manifest.taps().stream().map(Manifest.Tap::tensor).toList(),
                new ProfileRequest.InputChoices(
                        InputForm.OF_THE_FILE,
                        input.colourOrder(),
                        input.resize(),
                        input.valueScale(),
                        input.mean(),
                        input.deviation()),
                Squeeze.parse(manifest.scores().squeezers()),
                manifest.scores().topFeatures(),
                false,
                SEED,
                trainingHashes,
                false,
                provenance,
                SourceCommit.find(),
                key);
    }

    /**
     * Ascending hashes of what may not be learnt from a stream: what the bundle's network was trained on, by earlier retrainings too, and the original sets.
     *
     * @param original trained on and tested on; empty where they are not at hand
     */
    static long[] known(Bundle bundle, List<LabelledImages> original) {
        return LongStream.concat(
                        Arrays.stream(trainingHashes(bundle)),
                        original.stream().map(ImageHashes::sorted).flatMapToLong(Arrays::stream))
                .sorted()
                .toArray();
    }

    private static long[] trainingHashes(Bundle bundle) {
        String file = BundleFiles.split("training");
        return bundle.has(file) ? HashList.read(bundle.file(file), bundle.path(file)) : new long[0];
    }

    @SuppressWarnings("unchecked") // what profile wrote there
    private static Map<String, Object> training(Bundle bundle) {
        return bundle.manifest().provenance().get("training") instanceof Map<?, ?> known
                ? (Map<String, Object>) known
                : Map.of();
    }
}
