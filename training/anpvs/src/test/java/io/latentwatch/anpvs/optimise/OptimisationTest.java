package io.latentwatch.anpvs.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.TestConfigurations;
import io.latentwatch.anpvs.attack.AttackEngine;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimisationTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 3);
    private static final LabelledImages IMAGES = SyntheticImages.of(24, 1);
    private static final TrainingConfiguration CLEAN =
            TestConfigurations.of(TestConfigurations.CLEAN, "phases.0.epochs: 15");

    @Test
    void overfitsATinySet() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CLEAN, InitialNetwork.fresh(SPEC), manager)) {
            Optimisation optimisation = optimisation(CLEAN, state, manager);
            EpochFigures figures = null;
            for (int epoch = 0; epoch < 15; epoch++) {
                figures = optimisation.epoch(epoch, IMAGES, step -> {});
            }

            assertThat(figures.validationAccuracy()).isEqualTo(1);
            assertThat(figures.losses().get("clean")).isLessThan(0.01);
        }
    }

    @Test
    void stopsAtALossThatIsNotANumberAndSaysWhere() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CLEAN, InitialNetwork.fresh(SPEC), manager)) {
            state.masked().network().parameters().get("dense2.bias").muli(Float.NaN);
            Optimisation optimisation = optimisation(CLEAN, state, manager);

            assertThatThrownBy(() -> optimisation.epoch(0, IMAGES, step -> {}))
                    .isInstanceOf(LossIsNotFiniteException.class)
                    .hasMessageContainingAll("step 1", "epoch 1", "clean = NaN", "checkpoint");
        }
    }

    /** What a fault leaves among the gradients before a step is thrown away, and the training comes to the very same weights. */
    @ParameterizedTest
    @ValueSource(floats = {1e10f, Float.POSITIVE_INFINITY, Float.NaN})
    void differentiatesAStepAgainWhoseGradientIsBeyondBelief(float fault) {
        TrainingConfiguration configuration = TestConfigurations.of(TestConfigurations.ANP_VS);
        List<String> told = new ArrayList<>();

        Map<String, float[]> undisturbed = weightsAfterPruning(configuration, Float.NEGATIVE_INFINITY, told);
        assertThat(told).isEmpty();
        Map<String, float[]> disturbed = weightsAfterPruning(configuration, fault, told);

        assertThat(told).singleElement().asString().startsWith("epoch 2, step 2: " + fault + " then ");
        undisturbed.forEach(
                (name, values) -> assertThat(disturbed.get(name)).as(name).isEqualTo(values));
    }

    /** Trains until the first epoch with masks is over; before its second step, one value is added to a gradient unless it is minus infinity. */
    private static Map<String, float[]> weightsAfterPruning(
            TrainingConfiguration configuration, float fault, List<String> told) {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(configuration, InitialNetwork.fresh(SPEC), manager)) {
            Function<MaskedNetwork, InputGradient> gradients =
                    configuration.attackEngine().gradients(manager, 1);
            AtomicInteger attacks = new AtomicInteger();
            Optimisation optimisation = new Optimisation(
                    configuration,
                    state,
                    network -> {
                        if (attacks.incrementAndGet() == 2 && fault != Float.NEGATIVE_INFINITY) {
                            network.network().addToGradient("conv1.bias", oneOf(20, fault));
                        }
                        return gradients.apply(network);
                    },
                    new ValidationWatch(IMAGES, null, 0, 1),
                    manager);
            StepListener listener = new StepListener() {
                @Override
                public void stepDone(StepFigures figures) {}

                @Override
                public void differentiatedAgain(int epoch, int step, double first, double second) {
                    told.add("epoch %d, step %d: %s then %s".formatted(epoch, step, (float) first, second));
                    assertThat(second).isBetween(1e-3, 100.0);
                }
            };
            optimisation.epoch(0, IMAGES, listener);
            optimisation.epoch(1, IMAGES, listener);
            Map<String, float[]> trained =
                    new LinkedHashMap<>(state.masked().network().weights());
            trained.putAll(state.masked().masks().parameters());
            return trained;
        }
    }

    private static float[] oneOf(int size, float value) {
        float[] values = new float[size];
        values[3] = value;
        return values;
    }

    @Test
    void leavesNoCheckpointToWhatTheLastStepBroke() {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(CLEAN, InitialNetwork.fresh(SPEC), manager)) {
            Optimisation optimisation = optimisation(CLEAN, state, manager);

            assertThatThrownBy(() -> optimisation.epoch(0, IMAGES, step -> {
                        state.masked().network().parameters().get("conv2.bias").muli(Float.NaN);
                    }))
                    .isInstanceOf(LossIsNotFiniteException.class);
            TrainingConfiguration oneStep = TestConfigurations.of(TestConfigurations.CLEAN, "batchSize: 24");
            try (TrainingState fresh = TrainingState.initial(oneStep, InitialNetwork.fresh(SPEC), manager)) {
                Optimisation last = optimisation(oneStep, fresh, manager);
                assertThatThrownBy(() -> last.epoch(0, IMAGES, step -> {
                            fresh.masked()
                                    .network()
                                    .parameters()
                                    .get("conv2.bias")
                                    .muli(Float.NaN);
                        }))
                        .isInstanceOf(LossIsNotFiniteException.class)
                        .hasMessageContainingAll("step 1 (epoch 1)", "a value of conv2.bias = NaN");
            }
        }
    }

    /** What a step makes belongs to managers that close with it: the number of arrays that stay must not grow. */
    @ParameterizedTest
    @EnumSource(AttackEngine.class)
    void keepsNoArraysOfPastSteps(AttackEngine engine) {
        requireNoGrowth(TestConfigurations.of(TestConfigurations.ANP_VS, "attackEngine: " + engine));
    }

    @Test
    void rulesForTheWeightsKeepNoArraysOfPastSteps() {
        requireNoGrowth(TestConfigurations.of(
                TestConfigurations.ANP_VS,
                "phases.1.weights: {mode: ADMM, sparsity: 0.8, rho: 1.0e-3, rhoFactor: 1.3, updates: 2}",
                "phases.2.weights: {mode: PRUNE, sparsity: 0.8}"));
        requireNoGrowth(TestConfigurations.of(
                TestConfigurations.ANP_VS, "gaussianWeights: {priorDeviation: 1, start: -3, klWeight: 0.01}"));
    }

    @Test
    void removedGatesTakeTheirArraysAlong() {
        requireNoGrowth(TestConfigurations.of(TestConfigurations.SOME_GATES_REMOVED));
        assertThat(arraysAfterTheThirdPhaseBegan(TestConfigurations.SOME_GATES_REMOVED))
                .isEqualTo(arraysAfterTheThirdPhaseBegan(
                        TestConfigurations.SOME_GATES_REMOVED.replace("REMOVED", "FROZEN")));
    }

    private static int arraysAfterTheThirdPhaseBegan(String text) {
        TrainingConfiguration configuration = TestConfigurations.of(text);
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(configuration, InitialNetwork.fresh(SPEC), manager)) {
            Optimisation optimisation = optimisation(configuration, state, manager);
            for (int epoch = 0; epoch < 4; epoch++) {
                optimisation.epoch(epoch, IMAGES, step -> {});
            }

            assertThat(state.deployed().spec().trainedValues()).isLessThan(SPEC.trainedValues());
            return arrays(manager);
        }
    }

    private static void requireNoGrowth(TrainingConfiguration configuration) {
        try (NDManager manager = NDManager.newBaseManager();
                TrainingState state = TrainingState.initial(configuration, InitialNetwork.fresh(SPEC), manager)) {
            Optimisation optimisation = optimisation(configuration, state, manager);
            List<Integer> counts = new ArrayList<>();
            for (int epoch = 0; epoch < configuration.epochs(); epoch++) {
                optimisation.epoch(epoch, IMAGES, step -> {});
                counts.add(arrays(manager));
            }

            // Pruning in epochs 2 and 3, averaging from epoch 4 on.
            assertThat(counts.get(2)).as("%s", counts).isEqualTo(counts.get(1));
            assertThat(counts.get(4)).as("%s", counts).isEqualTo(counts.get(3));
        }
    }

    /** Every array below the manager, those of its sub-managers too. */
    private static int arrays(NDManager manager) {
        int arrays = 0;
        for (NDArray array : manager.getManagedArrays()) {
            arrays += array.isReleased() ? 0 : 1;
        }
        return arrays;
    }

    private static Optimisation optimisation(
            TrainingConfiguration configuration, TrainingState state, NDManager manager) {
        return new Optimisation(
                configuration,
                state,
                configuration.attackEngine().gradients(manager, 1),
                new ValidationWatch(IMAGES, null, 0, 1),
                manager);
    }
}
