package io.latentwatch.anpvs.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.anpvs.SomeMasks;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.weight.ArrayAdam;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MasksTest {
    private static final NetworkSpec LENET = Architectures.leNet5Caffe(new ImageShape(1, 28, 28), 10);

    /** Totals computed with another implementation. */
    @Test
    void divergenceAtTheStartIsTheSpecifiedTotal() {
        NetworkSpec vgg = Architectures.vgg16(new ImageShape(3, 32, 32), 10, 1);

        assertThat(Masks.initial(LENET, SomeMasks.SETTINGS).kl()).isCloseTo(9658.436, within(0.02));
        assertThat(Masks.initial(vgg, SomeMasks.SETTINGS).kl()).isCloseTo(45087.634, within(0.1));
    }

    @Test
    void gatesAtOrBelowTheThresholdAreClosed() {
        Masks masks = SomeMasks.of(LENET, k -> k % 2 == 0);

        assertThat(masks.sparsity()).isEqualTo(0.5);
        assertThat(masks.expected().get("gate2")[0]).isZero();
        assertThat(masks.expected().get("gate2")[1]).isGreaterThan(0.4f);
    }

    /** The mean of many concrete draws comes near E[pi], here 0.2385 at a_uc = -1; pi's own spread is 0.28. */
    @Test
    void drawsAverageToTheExpectation() {
        Masks masks = Masks.initial(LENET, SomeMasks.SETTINGS);
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        int draws = 40;
        for (int i = 0; i < draws; i++) {
            float[] values = masks.sample(4, random).gates().get("gate3").values();
            for (float value : values) {
                sum += value;
            }
        }
        assertThat(sum / (draws * 4 * 800)).isCloseTo(0.2385, within(0.01));
    }

    @Test
    void thePiOfAGateIsSharedByTheBatchButNotItsSwitches() {
        float[] values = SomeMasks.of(LENET, k -> k == 0)
                .sample(64, new SplittableRandom(1))
                .gates()
                .get("gate1")
                .values();

        for (int image = 0; image < 64; image++) {
            assertThat(values[image * 20]).as("closed for image %d", image).isLessThan(1e-6f);
        }
        assertThat(IntStream.range(0, 64)
                        .mapToObj(image -> values[image * 20 + 3])
                        .distinct()
                        .count())
                .isGreaterThan(8);
    }

    /** The prior prefers closed gates: descending the divergence alone closes them all. */
    @Test
    void descendingTheDivergenceClosesTheGates() {
        Masks masks = Masks.initial(LENET, SomeMasks.SETTINGS);
        ArrayAdam optimiser = new ArrayAdam(masks.parameters());
        for (int step = 0; step < 200; step++) {
            optimiser.step(masks.klGradient(1), 0.1, masks::move);
        }
        assertThat(masks.sparsity()).isEqualTo(1);
        assertThat(masks.kl()).isLessThan(1370);
    }

    /** Against difference quotients of a linear function of the masks, noise held fixed by the seed. */
    @Test
    void gradientWithRespectToThePosteriorIsADifferenceQuotient() {
        Masks masks = SomeMasks.of(LENET, k -> false);
        int images = 5;
        float[] slopes = new float[images * 20];
        SplittableRandom random = new SplittableRandom(3);
        Arrays.setAll(new Float[slopes.length], i -> slopes[i] = (float) random.nextDouble() - 0.5f);
        Map<String, float[]> byMask = new LinkedHashMap<>();
        masks.sample(images, new SplittableRandom(9))
                .gates()
                .forEach((name, gate) ->
                        byMask.put(name, name.equals("gate1") ? slopes : new float[images * gate.features()]));

        Map<String, double[]> gradient =
                masks.sample(images, new SplittableRandom(9)).gradient(byMask);

        for (String parameter : new String[] {"gate1.a", "gate1.b"}) {
            double largest =
                    Arrays.stream(gradient.get(parameter)).map(Math::abs).max().orElseThrow();
            for (int k = 0; k < 20; k++) {
                double step = 1e-3;
                double quotient = (value(moved(masks, parameter, k, step), slopes, images)
                                - value(moved(masks, parameter, k, -step), slopes, images))
                        / (2 * step);
                assertThat(gradient.get(parameter)[k])
                        .as("%s of feature %d", parameter, k)
                        .isCloseTo(quotient, within(5e-3 * largest));
            }
        }
    }

    @Test
    void aGatesOwnFactorMultipliesItsDivergence() {
        MaskSettings settings = new MaskSettings(4, 1e-4, 0.1, 10, 1e-3, null, Map.of("gate1", 8.0));

        Map<String, double[]> plain = Masks.initial(LENET, SomeMasks.SETTINGS).klGradient(1);
        Map<String, double[]> found = Masks.initial(LENET, settings).klGradient(1);

        assertThat(found.get("gate1.a")[0]).isCloseTo(8 * plain.get("gate1.a")[0], within(1e-9));
        assertThat(found.get("gate2.a")[0]).isEqualTo(plain.get("gate2.a")[0]);
        assertThatThrownBy(() ->
                        Masks.initial(LENET, new MaskSettings(4, 1e-4, 0.1, 10, 1e-3, null, Map.of("gate9", 8.0))))
                .hasMessageContainingAll("gate9", "gate1");
    }

    @Test
    void refusesANetworkThatPrunesActivations() {
        NetworkSpec spec = Architectures.leNet5Caffe(new ImageShape(1, 28, 28), 10, 0.5);

        assertThatThrownBy(() -> Masks.initial(spec, SomeMasks.SETTINGS))
                .hasMessageContainingAll("lenet-5-caffe-k0.5", "both");
    }

    @Test
    void refusesParametersOfAnotherNetwork() {
        assertThatThrownBy(() -> Masks.initial(LENET, SomeMasks.SETTINGS).with(Map.of("gate1.a", new float[3])))
                .hasMessageContainingAll("20 values", "gate1.a", "3");
    }

    private static Masks moved(Masks masks, String parameter, int feature, double step) {
        Masks moved = masks.with(masks.parameters());
        double[] change = new double[20];
        change[feature] = step;
        moved.move(parameter, change);
        return moved;
    }

    private static double value(Masks masks, float[] slopes, int images) {
        float[] values = masks.sample(images, new SplittableRandom(9))
                .gates()
                .get("gate1")
                .values();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * slopes[i];
        }
        return sum;
    }
}
