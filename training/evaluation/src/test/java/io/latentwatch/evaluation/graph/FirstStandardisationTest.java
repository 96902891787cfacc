package io.latentwatch.evaluation.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FirstStandardisationTest {
    private static final ModelProto MODEL = SmallModel.standardising(3);

    @Test
    void bothPartsTogetherAreTheNetwork() {
        FirstStandardisation parts = FirstStandardisation.of(MODEL);
        ImageBatch images = images();

        try (OnnxClassifier whole = OnnxClassifier.of(MODEL.toByteArray());
                OnnxClassifier rest = OnnxClassifier.of(parts.rest().toByteArray())) {
            float[] expected = whole.logits(images);
            assertThat(rest.logits(parts.apply(images))).containsExactly(expected, within(1e-5f));
            assertThat(rest.logits(images)).isNotEqualTo(expected);
        }
    }

    @Test
    void standardisesEachImage() {
        float[] pixels = FirstStandardisation.of(MODEL).apply(images()).pixels();

        for (int image = 0; image < 2; image++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 64; i++) {
                sum += pixels[image * 64 + i];
                squares += pixels[image * 64 + i] * pixels[image * 64 + i];
            }
            assertThat(sum / 64).isCloseTo(0, within(1e-6));
            assertThat(squares / 64).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void refusesAScaleOfItsOwn() {
        ModelProto scaled = MODEL.toBuilder()
                .setGraph(MODEL.getGraph().toBuilder()
                        .setInitializer(
                                0,
                                MODEL.getGraph().getInitializer(0).toBuilder().setFloatData(5, 2)))
                .build();

        assertThatThrownBy(() -> FirstStandardisation.of(scaled))
                .hasMessageContaining("'standardised' (LayerNormalization)");
    }

    private static ImageBatch images() {
        SplittableRandom random = new SplittableRandom(1);
        float[] pixels = new float[2 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble() * (i < 64 ? 1 : 0.5f);
        }
        return new ImageBatch(new ImageShape(1, 8, 8), pixels, new int[] {0, 1});
    }
}
