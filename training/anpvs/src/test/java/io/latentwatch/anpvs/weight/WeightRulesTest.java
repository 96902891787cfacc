package io.latentwatch.anpvs.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a convolution 2 x 2 x 2 with a dense layer behind it, so that the order in memory matters. */
class WeightRulesTest {
    private static final NetworkSpec SPEC = new NetworkSpec(
            "small",
            new ImageShape(2, 2, 2),
            List.of(new Layer.Convolution("conv", 1, 2, 0), new Layer.Flatten("flatten"), new Layer.Dense("dense", 1)));
    private static final float[] IMAGE = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final WeightRule.Moment FIRST = new WeightRule.Moment(0, 4, 0.01, 50);

    private NDManager manager;
    private DjlNetwork network;

    @BeforeEach
    void build() {
        manager = NDManager.newBaseManager();
        Map<String, float[]> weights = new LinkedHashMap<>();
        weights.put("conv.weight", new float[] {0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 0.7f, -0.8f});
        weights.put("conv.bias", new float[] {0.01f});
        weights.put("dense.weight", new float[] {2});
        weights.put("dense.bias", new float[] {0.02f});
        network = DjlNetwork.withWeights(SPEC, weights, manager);
    }

    @AfterEach
    void close() {
        network.close();
        manager.close();
    }

    @Test
    void pruningZeroesTheSmallestWeightsAndKeepsThemZero() {
        WeightRule rule = new WeightSettings.Prune(0.5).rule(network, Map.of(), manager);

        assertThat(network.weights().get("conv.weight")).containsExactly(0, 0, 0, 0, 0.5f, -0.6f, 0.7f, -0.8f);
        // Half of one weight rounds up: the dense layer's goes too. Biases stay.
        assertThat(network.weights().get("dense.weight")).containsExactly(0);
        assertThat(network.weights().get("dense.bias")).containsExactly(0.02f);
        network.set("conv.weight", new float[] {9, 9, 9, 9, 0.1f, 0.2f, 0.3f, 0.4f});
        rule.afterStep(FIRST);
        assertThat(network.weights().get("conv.weight")).containsExactly(0, 0, 0, 0, 0.1f, 0.2f, 0.3f, 0.4f);
        rule.close();
    }

    @Test
    void admmAddsThePenaltysGradientAndUpdatesOnSchedule() {
        WeightSettings.Admm settings = new WeightSettings.Admm(0.5, 0.1, 2, 2);
        WeightRule rule = settings.rule(network, Map.of(), manager);
        float[] before = backward();

        rule.beforePasses(FIRST, new SplittableRandom(1));
        // Z lacks the first four: 1/2 (0.01 + 0.04 + 0.09 + 0.16), and the dense layer's 1/2 2^2.
        assertThat(rule.terms().get("admm")).isCloseTo(2.15, within(1e-6));
        rule.beforeStep(FIRST);
        float[] after = network.gradient("conv.weight");
        float[] added = {0.01f, -0.02f, 0.03f, -0.04f, 0, 0, 0, 0};
        for (int i = 0; i < added.length; i++) {
            assertThat(after[i] - before[i]).isCloseTo(added[i], within(1e-6f));
        }

        // Two updates in four steps: after the second and the fourth.
        rule.afterStep(FIRST);
        assertThat(rule.state().get("admm-multipliers/conv.weight")).containsOnly(0);
        rule.afterStep(new WeightRule.Moment(1, 4, 0.01, 50));
        assertThat(rule.state().get("admm-multipliers/conv.weight"))
                .containsExactly(0.1f, -0.2f, 0.3f, -0.4f, 0, 0, 0, 0);
        WeightRule again = settings.rule(network, rule.state(), manager);
        assertThat(again.state().get("admm-multipliers/conv.weight"))
                .containsExactly(rule.state().get("admm-multipliers/conv.weight"));
    }

    /**
     * The first step of Adam moves by the learning rate against the gradient's sign, so the gradient itself is read from the
     * moments: mean = 0.1 gradient.
     */
    @Test
    void gradientOfMeansAndDeviationsAreDifferenceQuotients() {
        GaussianSettings settings = new GaussianSettings(1, -1, 5);
        float[] means = network.weights().get("conv.weight");
        GaussianWeights rule = new GaussianWeights(network, settings, Map.of(), 0);
        rule.beforePasses(FIRST, new SplittableRandom(7));
        assertThat(network.weights().get("conv.weight")).isNotEqualTo(means);
        backward();
        rule.beforeStep(FIRST);

        assertThat(network.weights().get("conv.weight")).containsExactly(means);
        double step = 1e-2;
        float[] byRho = rule.state().get("mean/conv.weight.rho");
        float[] byMean = network.gradient("conv.weight");
        for (int i = 0; i < means.length; i++) {
            double quotient = (loss(means, i, 0, step) - loss(means, i, 0, -step)) / (2 * step);
            assertThat(10.0 * byRho[i]).as("rho %d", i).isCloseTo(quotient, within(1e-2));
            quotient = (loss(means, i, step, 0) - loss(means, i, -step, 0)) / (2 * step);
            assertThat((double) byMean[i]).as("mean %d", i).isCloseTo(quotient, within(1e-2));
        }
    }

    /** The network's answer to the image with drawn weights, and 5 / 50 of the divergence. */
    private double loss(float[] means, int index, double meanStep, double rhoStep) {
        float[] moved = means.clone();
        moved[index] += (float) meanStep;
        float[] rho = new float[means.length];
        Arrays.fill(rho, -1);
        rho[index] += (float) rhoStep;
        Map<String, float[]> weights = network.weights();
        weights.put("conv.weight", moved);
        try (DjlNetwork other = DjlNetwork.withWeights(SPEC, weights, manager);
                NDManager scratch = manager.newSubManager()) {
            GaussianWeights rule =
                    new GaussianWeights(other, new GaussianSettings(1, -1, 5), Map.of("conv.weight.rho", rho), 0);
            rule.beforePasses(FIRST, new SplittableRandom(7));
            double divergence = rule.terms().get("weightKl");
            return other.logits(image(scratch), Map.of()).getFloat() + divergence * 5 / 50;
        }
    }

    private float[] backward() {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(network.logits(image(scratch), Map.of()).sum());
        }
        return network.gradient("conv.weight");
    }

    private static NDArray image(NDManager scratch) {
        return scratch.create(IMAGE).reshape(1, 2, 2, 2);
    }
}
