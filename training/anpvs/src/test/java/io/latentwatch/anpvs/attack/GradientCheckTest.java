package io.latentwatch.anpvs.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 4);

    @Test
    void letsRightGradientsPass() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, null);

            assertThatCode(() -> GradientCheck.require(masked, SyntheticImages.batch(16, 1), manager))
                    .doesNotThrowAnyException();
        }
    }

    /** Of a thousand values in a layer many are nearly as large as the smallest that stays. */
    @Test
    void letsRightGradientsPassWhereActivationsArePruned() {
        NetworkSpec pruning = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 4, 0.05);
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(pruning, new SplittableRandom(1), manager)) {
            MaskedNetwork masked = new MaskedNetwork(network, null);

            assertThatCode(() -> GradientCheck.require(masked, SyntheticImages.batch(16, 1), manager))
                    .doesNotThrowAnyException();
            assertThat(network.spec()).isEqualTo(pruning);
        }
    }

    /** As on MNIST: wherever the ground is black all values of a channel are the same, and whichever of a pool is taken for the largest gets the gradient. */
    @Test
    void letsRightGradientsPassWhereAllValuesOfPoolsTie() {
        ImageBatch noisy = SyntheticImages.batch(16, 1);
        float[] pixels = noisy.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] < 0.5f ? 0 : pixels[i];
        }
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            assertThatCode(() -> GradientCheck.require(
                            new MaskedNetwork(network, null),
                            new ImageBatch(noisy.shape(), pixels, noisy.labels()),
                            manager))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void refusesWrongOnesAndSaysWhatToDo() {
        float[] right = gradient();
        float[] wrong = right.clone();
        for (int i = 0; i < 2; i++) {
            wrong[i] += 0.5f;
        }

        assertThatThrownBy(() -> GradientCheck.requireAgreement(right, wrong))
                .isInstanceOf(WrongGradientException.class)
                .hasMessageContainingAll("2 of 100", "50 %", "ONEDNN_MAX_CPU_ISA=AVX2");
    }

    @Test
    void refusesToCompareWithNothing() {
        assertThatThrownBy(() -> GradientCheck.requireAgreement(new float[100], new float[100]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not 0");
    }

    @Test
    void refusesGradientsThatAreNoNumbers() {
        float[] wrong = gradient();
        wrong[3] = Float.NaN;
        wrong[4] = Float.NaN;

        assertThatThrownBy(() -> GradientCheck.requireAgreement(gradient(), wrong))
                .isInstanceOf(WrongGradientException.class);
    }

    /** A maximum of nearly equal values may fall either way. */
    @Test
    void bearsOneStrayValueInAHundred() {
        float[] found = gradient();
        found[99] -= 0.2f;

        assertThatCode(() -> GradientCheck.requireAgreement(gradient(), found)).doesNotThrowAnyException();
    }

    /** 100 values, the largest 1. */
    private static float[] gradient() {
        float[] values = new float[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 99f;
        }
        return values;
    }
}
