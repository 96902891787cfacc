package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.data.Augmentation;
import io.latentwatch.anpvs.mask.MaskSettings;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.anpvs.weight.GaussianSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Everything that decides what a run computes, its data apart. All problems are reported at once.
 *
 * @param preset its name, for people
 * @param network {@code lenet-5-caffe}, {@code lenet-5-caffe-k0.5} (a share of activations), {@code vgg-16}, {@code vgg-16-x0.25} (a width), {@code vgg-16-pre-bn}, or a YAML or JSON file with layers
 * @param weightDecay factor of half the squared weights in the loss
 * @param largestGradient Euclidean norm of all weights' gradients together, decay apart, above which they are shortened to it
 *     (Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1); null for no limit
 * @param masks null where the method has none
 * @param gaussianWeights null where weights are numbers and no distributions
 * @param averaging decay of the exponential average of weights and masks over the last phase, which is what is exported; 0 for
 *     the last iterate
 * @param augmentation null means none
 * @param heldOut training images set aside for references and calibration
 * @param validation training images set aside for choices
 * @param threads of the tensor library and of the attack; another number gives other last digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingConfiguration(
        String preset,
        String network,
        int batchSize,
        double weightDecay,
        Double largestGradient,
        LossSettings loss,
        MaskSettings masks,
        GaussianSettings gaussianWeights,
        List<Phase> phases,
        double averaging,
        Augmentation augmentation,
        AttackEngine attackEngine,
        int heldOut,
        int validation,
        long seed,
        int threads) {
    public TrainingConfiguration {
        phases = phases == null ? List.of() : List.copyOf(phases);
        augmentation = augmentation == null ? Augmentation.NONE : augmentation;
        List<String> problems = new ArrayList<>();
        require(problems, network != null, "network: expected a name or a file, found nothing");
        require(problems, loss != null, "loss: expected its kind, found nothing");
        require(problems, attackEngine != null, "attackEngine: expected ONNX or DJL, found nothing");
        require(problems, !phases.isEmpty(), "phases: expected one or more, found none");
        require(problems, batchSize >= 1, "batchSize must be at least 1, found " + batchSize);
        require(problems, weightDecay >= 0 && weightDecay < 1, "weightDecay must lie in [0,1), found " + weightDecay);
        require(
                problems,
                largestGradient == null || largestGradient > 0,
                "largestGradient must be above 0, found %s; leave it out for no limit".formatted(largestGradient));
        require(problems, averaging >= 0 && averaging < 1, "averaging must lie in [0,1), found " + averaging);
        require(problems, heldOut >= 0, "heldOut must be at least 0, found " + heldOut);
        require(problems, validation >= 0, "validation must be at least 0, found " + validation);
        require(problems, threads >= 1, "threads must be at least 1, found " + threads);
        for (Phase phase : phases) {
            require(
                    problems,
                    masks != null || phase.gates() == GateMode.OPEN,
                    "phase %s: expected OPEN gates without masks, found %s; add masks"
                            .formatted(phase.name(), phase.gates()));
            require(
                    problems,
                    gaussianWeights == null || phase.weights() == null,
                    "phase %s: expected no weights together with gaussianWeights, found %s; remove one of them"
                            .formatted(phase.name(), phase.weights()));
        }
        requireRemovedForGood(phases, gaussianWeights, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    private static void requireRemovedForGood(
            List<Phase> phases, GaussianSettings gaussianWeights, List<String> problems) {
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            boolean removes = phase.gates() == GateMode.REMOVED;
            Phase before = i == 0 ? null : phases.get(i - 1);
            require(
                    problems,
                    removes || before == null || before.gates() != GateMode.REMOVED,
                    "phase %s: expected REMOVED gates, as the phase before it removed them, found %s; use FROZEN there to keep them"
                            .formatted(phase.name(), phase.gates()));
            require(
                    problems,
                    !removes || gaussianWeights == null,
                    "phase %s: expected gates that stay, as gaussianWeights holds a mean and a deviation for each weight, found REMOVED; use FROZEN"
                            .formatted(phase.name()));
        }
    }

    /** Epochs of all phases. */
    public int epochs() {
        return phases.stream().mapToInt(Phase::epochs).sum();
    }

    /**
     * The phase of an epoch of the run, counted from 0.
     *
     * @param firstEpoch the phase's first epoch of the run
     */
    public record Position(Phase phase, int firstEpoch, boolean last) {}

    /** Which phase an epoch, counted from 0, belongs to. */
    public Position position(int epoch) {
        int first = 0;
        for (Phase phase : phases) {
            if (epoch < first + phase.epochs()) {
                return new Position(phase, first, first + phase.epochs() == epochs());
            }
            first += phase.epochs();
        }
        throw new IllegalArgumentException("epoch must lie in [0,%d), found %d".formatted(epochs(), epoch));
    }

    /**
     * SHA-256 of all values but the names, of the network's layers and given weights, and of the training images' hash: two runs with the same one
     * compute the same, on one kind of device.
     */
    public String hash(InitialNetwork network, String dataSha256) {
        ObjectNode values = new ObjectMapper().valueToTree(this);
        values.remove(List.of("preset", "network"));
        values.set("layers", NetworkFile.write(network.spec()).get("layers"));
        try {
            String text = values.toString() + network.spec().input() + dataSha256 + network.weightsSha256();
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }
}
