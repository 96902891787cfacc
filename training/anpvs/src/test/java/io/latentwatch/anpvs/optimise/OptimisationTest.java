package io.latentwatch.anpvs.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.attack.Adversary;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.objective.StandardObjective;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimisationTest {
    private static final NetworkSpec SPEC = NetworkSpec.leNet5Caffe(SyntheticImages.SHAPE, 3);
    private static final LabelledImages IMAGES = SyntheticImages.of(24, 1);

    @Test
    void overfitsATinySet() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                Adam adam = new Adam(network, 0, manager)) {
            Optimisation optimisation = optimisation(network, adam, manager, 15);
            EpochFigures figures = null;
            for (int epoch = 0; epoch < 15; epoch++) {
                figures = optimisation.epoch(epoch, IMAGES, IMAGES, (e, loss, accuracy) -> {});
            }

            assertThat(figures.validationAccuracy()).isEqualTo(1);
            assertThat(figures.losses().get("clean")).isLessThan(0.01);
        }
    }

    @Test
    void stopsAtALossThatIsNotANumberAndSaysWhere() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork sound = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            Map<String, float[]> weights = new LinkedHashMap<>(sound.weights());
            Arrays.fill(weights.get("dense2.bias"), Float.NaN);
            try (DjlNetwork network = DjlNetwork.withWeights(SPEC, weights, manager);
                    Adam adam = new Adam(network, 0, manager)) {
                Optimisation optimisation = optimisation(network, adam, manager, 1);

                assertThatThrownBy(() -> optimisation.epoch(0, IMAGES, IMAGES, (e, loss, accuracy) -> {}))
                        .isInstanceOf(LossIsNotFiniteException.class)
                        .hasMessageContainingAll("step 0", "epoch 1", "clean = NaN", "checkpoint");
            }
        }
    }

    /** What a step makes belongs to managers that close with it: the number of arrays that stay must not grow. */
    @Test
    void keepsNoArraysOfPastSteps() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                Adam adam = new Adam(network, 0, manager)) {
            Optimisation optimisation = optimisation(network, adam, manager, 3);
            optimisation.epoch(0, IMAGES, IMAGES, (e, loss, accuracy) -> {});
            int before = arrays(network);
            optimisation.epoch(1, IMAGES, IMAGES, (e, loss, accuracy) -> {});
            optimisation.epoch(2, IMAGES, IMAGES, (e, loss, accuracy) -> {});

            assertThat(arrays(network)).isEqualTo(before);
        }
    }

    private static int arrays(DjlNetwork network) {
        return network.parameters()
                .get("conv1.weight")
                .getManager()
                .getManagedArrays()
                .size();
    }

    private static Optimisation optimisation(DjlNetwork network, Adam adam, NDManager manager, int epochs) {
        Optimisation.Steps steps = new Optimisation.Steps(8, epochs, 2e-3, LearningRateSchedule.CONSTANT, 1);
        return new Optimisation(network, Adversary.none(), new StandardObjective(), adam, steps, manager);
    }
}
