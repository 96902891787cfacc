package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceImagesTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 1);

    @ParameterizedTest(name = "{0} of the trigger, {1} original ones: {2}")
    @CsvSource({
        "2000, 5000, 4000", // as many of either
        "300, 5000, 1000", // enough for a promise
        "2000, 10, 2010",
        "300, 0, 300"
    })
    void holdAsManyOriginalImagesAsOfTheTriggerOrEnoughForAPromise(int ofTrigger, int original, int expected) {
        List<byte[]> drifted = Collections.nCopies(ofTrigger, new byte[] {1});

        ReferenceImages references =
                ReferenceImages.of(SHAPE, drifted, new LabelledImages(SHAPE, new byte[original], new byte[original]));

        assertThat(references.size()).isEqualTo(expected);
        assertThat(references.images())
                .hasSize(expected)
                .allMatch(image -> image.label().isEmpty());
        assertThat(references.images().filter(image -> image.id().startsWith("trigger/")))
                .hasSize(ofTrigger);
    }
}
