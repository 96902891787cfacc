package io.latentwatch.anpvs.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.SomeMasks;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 3);
    private static final ImageBatch CLEAN = SyntheticImages.batch(6, 1);

    /** Two layers by hand: |1-0| + |2-4| + |0-0| + |1-1| over 4 units is 0.75, and |3-1| over one image of one unit is 2. */
    @Test
    void vulnerabilityInItsThreeForms() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> clean = new LinkedHashMap<>();
            clean.put("relu1", manager.create(new float[] {1, 2, 0, 1}).reshape(2, 2));
            clean.put("relu2", manager.create(new float[] {3, 1}).reshape(2, 1));
            Map<String, NDArray> adversarial = new LinkedHashMap<>();
            adversarial.put("relu1", manager.create(new float[] {0, 4, 0, 1}).reshape(2, 2));
            adversarial.put("relu2", manager.create(new float[] {1, 1}).reshape(2, 1));

            // means 3/4 and 2/2
            assertThat(v(Vulnerability.Form.MEAN, clean, adversarial)).isCloseTo((0.75f + 1) / 2, within(1e-6f));
            // sums per image 3/2 and 2/2
            assertThat(v(Vulnerability.Form.SUM, clean, adversarial)).isCloseTo((1.5f + 1) / 2, within(1e-6f));
            // over mean activations 1 and 2
            assertThat(v(Vulnerability.Form.RELATIVE, clean, adversarial)).isCloseTo((0.75f + 0.5f) / 2, within(1e-5f));
        }
    }

    @Test
    void relativeVulnerabilityDoesNotRewardSmallActivations() {
        assertThat(derivativeByScale(Vulnerability.Form.MEAN)).isCloseTo(0.75f, within(1e-5f));
        assertThat(derivativeByScale(Vulnerability.Form.RELATIVE)).isCloseTo(0, within(1e-5f));
    }

    /** By a factor of all activations of a layer, at 1. */
    private static float derivativeByScale(Vulnerability.Form form) {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray scale = manager.create(1f);
            scale.setRequiresGradient(true);
            NDArray clean = manager.create(new float[] {1, 2, 0, 1}).mul(scale);
            NDArray adversarial = manager.create(new float[] {0, 4, 0, 1}).mul(scale);
            collector.backward(
                    new Vulnerability(1, form).between(Map.of("relu1", clean), Map.of("relu1", adversarial)));
            return scale.getGradient().getFloat();
        }
    }

    /** In the released code the masks see CE(x~) with weight 1, whatever the weight of V. */
    @Test
    void releasedMasksSeeTheAdversarialLossAlone() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, SomeMasks.of(SPEC, k -> false));
            masked.setMode(GateMode.TRAINED);

            double[] light = maskGradient(new ReleasedObjective(2, form(0)), masked, manager);
            double[] heavy = maskGradient(new ReleasedObjective(2, form(1000)), masked, manager);
            double[] otherShare = maskGradient(new ReleasedObjective(5, form(0)), masked, manager);

            assertThat(heavy).containsExactly(light, within(1e-7));
            assertThat(otherShare).containsExactly(light, within(1e-6));
        }
    }

    @Test
    void jointMasksSeeTheVulnerability() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, SomeMasks.of(SPEC, k -> false));
            masked.setMode(GateMode.TRAINED);

            double[] light = maskGradient(new JointObjective(2, form(0)), masked, manager);
            double[] heavy = maskGradient(new JointObjective(2, form(10)), masked, manager);

            assertThat(sum(heavy)).isGreaterThan(sum(light));
        }
    }

    /** V's own first layer is fixed in the released code; conv1 still moves through the layers above. */
    @Test
    void passesShareTheirMasksOnlyInTheJointObjective() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, SomeMasks.of(SPEC, k -> false));
            masked.setMode(GateMode.TRAINED);
            // Attacked images that equal the clean ones: with shared masks nothing differs, else the masks' noise does.
            ImageBatch same = CLEAN.withPixels(CLEAN.pixels().clone());
            try (NDManager scratch = manager.newSubManager()) {
                TrainingPasses passes = new TrainingPasses(masked, scratch, CLEAN, same, new SplittableRandom(4));

                assertThat(new JointObjective(2, form(1)).of(passes).terms().get("vulnerability"))
                        .isZero();
                assertThat(new ReleasedObjective(2, form(1)).of(passes).terms().get("vulnerability"))
                        .isPositive();
            }
        }
    }

    @Test
    void tradesIsTheCrossEntropyWhereNothingMoves() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, null);
            ImageBatch same = CLEAN.withPixels(CLEAN.pixels().clone());
            try (NDManager scratch = manager.newSubManager()) {
                Loss loss = new TradesObjective(6, null)
                        .of(new TrainingPasses(masked, scratch, CLEAN, same, new SplittableRandom(4)));

                assertThat(loss.terms().get("divergence")).isCloseTo(0, within(1e-6));
                assertThat((double) loss.total().getFloat())
                        .isCloseTo(loss.terms().get("clean"), within(1e-5));
            }
        }
    }

    private static Vulnerability form(double weight) {
        return new Vulnerability(weight, Vulnerability.Form.MEAN);
    }

    private static float v(Vulnerability.Form form, Map<String, NDArray> clean, Map<String, NDArray> adversarial) {
        return new Vulnerability(1, form).between(clean, adversarial).getFloat();
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** The gradient for gate2's parameters a, with the same noise each time. */
    private static double[] maskGradient(Objective objective, MaskedNetwork masked, NDManager manager) {
        float[] moved = CLEAN.pixels().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = Math.min(1, Math.max(0, moved[i] + (i % 3 - 1) * 0.1f));
        }
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            Loss loss = objective.of(
                    new TrainingPasses(masked, scratch, CLEAN, CLEAN.withPixels(moved), new SplittableRandom(4)));
            collector.backward(loss.total());
            return loss.masks().get(0).gradient().get("gate2.a");
        }
    }
}
