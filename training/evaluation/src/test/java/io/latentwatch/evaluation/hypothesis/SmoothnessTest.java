package io.latentwatch.evaluation.hypothesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.BrightnessModel;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import io.latentwatch.evaluation.hypothesis.LocalLinearity.Search;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On {@link BrightnessModel} with one pixel of level 204, which is 0.8, and scale 10: z = 10 (0.8 - 0.5) = 3, class 0,
 * L = log(1 + exp(-3)) = 0.0485874, dL/dz = -1 / (1 + exp(3)) = -0.0474259.
 */
class SmoothnessTest {
    private static final LabelledImages PIXEL = images(1, 204);

    /**
     * Ball 0.1: z from 2 to 4. At 2: log(1 + exp(-2)) = 0.1269280, minus 0.0485874, minus 0.0474259 = 0.0309147. At 4: 0.0181499 -
     * 0.0485874 + 0.0474259 = 0.0169884. The loss is convex, so the larger is at an end.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsTheLargestDepartureFromTheTangent(long seed) {
        try (InputGradient network = network(BrightnessModel.of(1, 10))) {
            LocalLinearity found = LocalLinearity.measure(network, PIXEL, new Search(0.1, 10, 0.025, 8), seed);

            assertThat(found.mean()).isCloseTo(0.0309147, within(1e-5));
            assertThat(found.max()).isEqualTo(found.mean());
        }
    }

    /** From pixel 255 only darker ones are left: z from 5 to 4, 0.0181499 - 0.0067153 - 0.0066929 = 0.0047417. */
    @Test
    void staysInsideTheImageRange() {
        try (InputGradient network = network(BrightnessModel.of(1, 10))) {
            LocalLinearity found = LocalLinearity.measure(network, images(1, 255), new Search(0.1, 10, 0.025, 8), 1);

            assertThat(found.mean()).isCloseTo(0.0047417, within(1e-5));
        }
    }

    @Test
    void averagesOverImages() {
        try (InputGradient network = network(BrightnessModel.of(1, 10))) {
            LocalLinearity found =
                    LocalLinearity.measure(network, images(1, 204, 255), new Search(0.1, 10, 0.025, 8), 1);

            assertThat(found.mean()).isCloseTo((0.0309147 + 0.0047417) / 2, within(1e-5));
            assertThat(found.max()).isCloseTo(0.0309147, within(1e-5));
        }
    }

    /** Four pixels of 0.8 and scale 2.5: z = 2.5 (3.2 - 2) = 3, so each pixel's gradient is -2.5 x 0.0474259. */
    @Test
    void normsOfTheGradientAreThoseOfTheClosedForm() {
        try (InputGradient network = network(BrightnessModel.of(2, 2.5f))) {
            GradientNorms norms = GradientNorms.measure(network, images(2, 204));

            assertThat(norms.meanL1()).isCloseTo(4 * 2.5 * 0.0474259, within(1e-6));
            assertThat(norms.meanL2()).isCloseTo(2 * 2.5 * 0.0474259, within(1e-6));
        }
    }

    private static InputGradient network(ModelProto model) {
        return OnnxInputGradient.of(GradientGraph.of(model, TieRule.FIRST));
    }

    /** One square image of class 0 for each grey level. */
    private static LabelledImages images(int side, int... levels) {
        int size = side * side;
        byte[] pixels = new byte[levels.length * size];
        for (int image = 0; image < levels.length; image++) {
            Arrays.fill(pixels, image * size, (image + 1) * size, (byte) levels[image]);
        }
        return new LabelledImages(new ImageShape(1, side, side), pixels, new byte[levels.length]);
    }
}
