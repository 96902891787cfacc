package io.latentwatch.evaluation.evaluate;

import ai.onnxruntime.OrtEnvironment;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.cost.NetworkCost;
import io.latentwatch.evaluation.cost.OperatorProfile;
import io.latentwatch.evaluation.cost.OperatorTime;
import io.latentwatch.evaluation.cost.SpeedComparison;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.graph.ExportNotes;
import io.latentwatch.evaluation.graph.FirstStandardisation;
import io.latentwatch.evaluation.hypothesis.FeatureAblation;
import io.latentwatch.evaluation.hypothesis.GradientNorms;
import io.latentwatch.evaluation.hypothesis.LocalLinearity;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.sanity.SanityRunner;
import io.latentwatch.evaluation.sanity.SanitySweeps;
import io.latentwatch.evaluation.vulnerability.TappedClassifier;
import io.latentwatch.evaluation.vulnerability.Vulnerability;
import io.latentwatch.reference.graph.Classifier;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures everything that an {@link Evaluation} holds. */
public final class Evaluator {
    private static final String WHERE = "model.onnx";
    private static final String TRANSFER = "transfer";
    private static final int BATCH = 1000;
    private static final int SPEED_BATCH = 32;
    private static final int SPEED_ROUNDS = 7;
    private static final int PROFILE_RUNS = 200;

    private final Networks networks;
    private final LabelledImages images;
    private final Protocol protocol;
    private final Effort effort;
    private final EvaluationListener listener;
    private final Classifier classifier;
    /** Present where the legacy attack is asked for. */
    private final Optional<FirstStandardisation> standardisation;

    /**
     * Checks the networks.
     *
     * @param images the test set
     * @throws io.latentwatch.bundle.BundleException if the model is no image classifier with an open batch dimension
     * @throws IllegalArgumentException if the legacy attack is asked for and the model does not begin with a standardisation
     */
    public Evaluator(
            Networks networks, LabelledImages images, Protocol protocol, Effort effort, EvaluationListener listener) {
        this.networks = networks;
        this.images = images;
        this.protocol = protocol;
        this.effort = effort;
        this.listener = listener;
        this.classifier = Classifier.read(networks.model(), WHERE);
        this.standardisation =
                effort.legacyClip() ? Optional.of(FirstStandardisation.of(classifier.model())) : Optional.empty();
    }

    /** Runs all of it; an hour or more for a network of some size. */
    public Evaluation run() throws IOException {
        listener.started(gradientEvaluations());
        try (OnnxClassifier network = OnnxClassifier.of(networks.model());
                InputGradient gradient = gradient(networks.model());
                TappedClassifier tapped = TappedClassifier.of(networks.model(), WHERE)) {
            listener.stage("clean");
            AccuracyRow clean = AccuracyRow.clean(right(network, images));

            List<AccuracyRow> rows = new ArrayList<>();
            Map<String, AttackedImages> attacked = attack(gradient);
            attacked.forEach((name, result) -> rows.add(AccuracyRow.of(name, result, right(network, result.images()))));
            LabelledImages whiteBoxImages = attacked.values().iterator().next().images();

            listener.stage("vulnerability");
            Vulnerability whiteBox = vulnerability(tapped, whiteBoxImages);
            Vulnerability blackBox = attacked.containsKey(TRANSFER)
                    ? vulnerability(tapped, attacked.get(TRANSFER).images())
                    : null;

            return new Evaluation(
                    Evaluation.FORMAT_VERSION,
                    SourceCommit.find().orElse(null),
                    OrtEnvironment.getEnvironment().getVersion(),
                    new Evaluation.Model(
                            sha256(networks.model()),
                            classifier.model().getGraph().getName()),
                    source(),
                    new Evaluation.Data(images.sha256(), images.count()),
                    protocol,
                    clean,
                    rows,
                    whiteBox,
                    blackBox,
                    cost(),
                    smoothness(gradient),
                    sanity(
                            network,
                            gradient,
                            Optional.ofNullable(attacked.get(TRANSFER)).map(AttackedImages::images)),
                    ablation(whiteBox),
                    legacyClip(),
                    null);
        }
    }

    private long gradientEvaluations() {
        int few = few().count();
        long attacks = protocol.attacks(images.count()).stream()
                .mapToLong(PlannedAttack::evaluations)
                .sum();
        long transfer = networks.source().isPresent() ? transfer().evaluations() : 0;
        long sanity = few * new SanitySweeps(protocol.paperAttack()).evaluationsPerImage();
        long ablation = effort.ablation() ? FeatureAblation.evaluations(few, protocol.paperAttack()) : 0;
        long legacy = standardisation.isPresent() ? (long) costly().count() * LegacyClip.EVALUATIONS : 0;
        return attacks + transfer + sanity + ablation + legacy;
    }

    /** By the name of the row, the paper's attack first. */
    private Map<String, AttackedImages> attack(InputGradient gradient) {
        Map<String, AttackedImages> attacked = new LinkedHashMap<>();
        for (PlannedAttack planned : protocol.attacks(images.count())) {
            attacked.put(planned.name(), attack(planned, gradient));
        }
        networks.source().ifPresent(source -> {
            try (InputGradient ofSource = gradient(source)) {
                attacked.put(TRANSFER, attack(transfer(), ofSource));
            }
        });
        return attacked;
    }

    private PlannedAttack transfer() {
        return PlannedAttack.of(TRANSFER, protocol.paperAttack(), images.count());
    }

    private AttackedImages attack(PlannedAttack planned, InputGradient gradient) {
        listener.stage(planned.name());
        return AttackedImages.of(
                planned.attack(),
                gradient,
                images.slice(0, planned.images()),
                protocol.seed(),
                effort.threads(),
                count -> listener.done(count * planned.evaluationsPerImage()));
    }

    private InputGradient gradient(byte[] model) {
        return OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST));
    }

    private static boolean[] right(OnnxClassifier network, LabelledImages some) {
        boolean[] right = new boolean[some.count()];
        for (int from = 0; from < right.length; from += BATCH) {
            boolean[] part = network.right(some.slice(from, BATCH).toBatch());
            System.arraycopy(part, 0, right, from, part.length);
        }
        return right;
    }

    private Vulnerability vulnerability(TappedClassifier tapped, LabelledImages attacked) {
        return Vulnerability.measure(tapped, images.slice(0, attacked.count()), attacked);
    }

    private Evaluation.Model source() {
        return networks.source()
                .map(file -> new Evaluation.Model(
                        sha256(file),
                        Classifier.read(file, "source").model().getGraph().getName()))
                .orElse(null);
    }

    /** The images of all that is measured on a few. */
    private LabelledImages few() {
        return images.slice(0, protocol.sanityImages());
    }

    private Smoothness smoothness(InputGradient gradient) {
        if (few().count() == 0) {
            return null;
        }
        listener.stage("smoothness");
        return new Smoothness(
                LocalLinearity.measure(gradient, few(), LocalLinearity.Search.of(protocol.epsilon()), protocol.seed()),
                GradientNorms.measure(gradient, few()));
    }

    private Sanity sanity(OnnxClassifier network, InputGradient gradient, Optional<LabelledImages> transferred) {
        if (few().count() == 0) {
            return null;
        }
        listener.stage("sanity");
        SanitySweeps sweeps = new SanitySweeps(protocol.paperAttack());
        return Sanity.of(new SanityRunner(sweeps, gradient, network, few(), protocol.seed(), effort.threads())
                .measure(transferred.map(all -> all.slice(0, few().count())), listener::done));
    }

    private List<FeatureAblation.Row> ablation(Vulnerability whiteBox) {
        if (!effort.ablation()) {
            return null;
        }
        listener.stage("ablation");
        return new FeatureAblation(few(), protocol.paperAttack(), protocol.seed(), effort.threads())
                .measure(classifier.model(), whiteBox.layers(), listener::done);
    }

    private LegacyClip legacyClip() {
        if (standardisation.isEmpty()) {
            return null;
        }
        listener.stage("legacy clip");
        return LegacyClip.measure(standardisation.get(), costly(), protocol.seed(), listener::done);
    }

    private LabelledImages costly() {
        return images.slice(0, protocol.images());
    }

    private Cost cost() throws IOException {
        listener.stage("cost");
        NetworkCost network = NetworkCost.of(classifier, WHERE);
        ExportNotes.Pruning pruning = ExportNotes.pruning(classifier.model()).orElse(null);
        if (networks.unpruned().isEmpty()) {
            return new Cost(network, pruning, null, null, null, null);
        }
        byte[] twin = networks.unpruned().get();
        NetworkCost unpruned = NetworkCost.of(Classifier.read(twin, "unpruned"), "unpruned");
        long[] shape = {
            SPEED_BATCH,
            images.shape().channels(),
            images.shape().height(),
            images.shape().width()
        };
        SpeedComparison speed = SpeedComparison.of(networks.model(), twin, shape, SPEED_ROUNDS, effort.speed());
        List<OperatorTime> operators = OperatorProfile.of(networks.model(), shape, PROFILE_RUNS);
        return new Cost(network, pruning, unpruned, network.flopsSpeedupOver(unpruned), speed, operators);
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
