package io.latentwatch.evaluation.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.BrightnessModel;
import io.latentwatch.evaluation.attack.LinfPgd;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On 4x4 images of grey 178/255 = 0.698 (class 0) and 77/255 = 0.302 (class 1): a change of all pixels by 0.198 turns either. */
class SanityRunnerTest {
    private static final int COUNT = 10;
    private static final SanitySweeps SWEEPS = new SanitySweeps(LinfPgd.pgd(0.3, 40, 0.01));

    @Test
    void findsNothingAmissWithAnHonestNetwork() {
        AtomicLong evaluations = new AtomicLong();

        SanityMeasurements measured = measure(BrightnessModel.of(4, 1), Optional.of(images()), evaluations);

        assertThat(measured.clean()).isEqualTo(1);
        assertThat(measured.whiteBox()).isZero();
        assertThat(measured.singleStep()).isZero();
        assertThat(measured.transfer()).isEqualTo(1);
        assertThat(measured.byEpsilon())
                .extracting(Point::value)
                .containsExactly(0.075, 0.15, 0.3, 1.5 * 0.3, 0.6, 1.0);
        assertThat(measured.byEpsilon()).extracting(Point::accuracy).containsExactly(1.0, 1.0, 0.0, 0.0, 0.0, 0.0);
        assertThat(measured.lossBySteps()).isSorted();
        assertThat(measured.zeroGradients()).isZero();
        assertThat(measured.findings()).noneMatch(SanityFinding::raised);
        assertThat(evaluations.get()).isEqualTo(COUNT * SWEEPS.evaluationsPerImage());
    }

    /** With a margin of at least 300 the softmax is exactly 1 in float32, so its gradient is exactly 0. */
    @Test
    void exposesANetworkThatHidesItsGradients() {
        SanityMeasurements measured = measure(BrightnessModel.of(4, 100), Optional.empty(), new AtomicLong());

        assertThat(measured.zeroGradients()).isEqualTo(1);
        assertThat(measured.findings())
                .filteredOn(SanityFinding::raised)
                .extracting(SanityFinding::check)
                .contains(SanityCheck.RIGHT_AT_EPSILON_ONE, SanityCheck.NOISE_AS_STRONG, SanityCheck.ZERO_GRADIENTS);
    }

    private static SanityMeasurements measure(
            ModelProto model, Optional<LabelledImages> transferred, AtomicLong evaluations) {
        try (InputGradient network = OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST));
                OnnxClassifier classifier = OnnxClassifier.of(model.toByteArray())) {
            return new SanityRunner(SWEEPS, network, classifier, images(), 1, 2)
                    .measure(transferred, evaluations::addAndGet);
        }
    }

    private static LabelledImages images() {
        byte[] pixels = new byte[COUNT * 16];
        byte[] labels = new byte[COUNT];
        for (int image = 0; image < COUNT; image++) {
            labels[image] = (byte) (image % 2);
            Arrays.fill(pixels, image * 16, (image + 1) * 16, (byte) (image % 2 == 0 ? 178 : 77));
        }
        return new LabelledImages(new ImageShape(1, 4, 4), pixels, labels);
    }
}
