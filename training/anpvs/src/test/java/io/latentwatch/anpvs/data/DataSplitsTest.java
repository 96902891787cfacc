package io.latentwatch.anpvs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSplitsTest {
    private static final LabelledImages ALL = SyntheticImages.of(100, 1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void setsAreDisjointAndTogetherTheWhole(long seed) {
        DataSplits splits = DataSplits.of(ALL, 30, 10, seed);

        assertThat(splits.heldOut().count()).isEqualTo(30);
        assertThat(splits.validation().count()).isEqualTo(10);
        assertThat(splits.training().count()).isEqualTo(60);
        long[] together = Stream.of(splits.heldOut(), splits.validation(), splits.training())
                .flatMapToLong(set -> Arrays.stream(ImageHashes.sorted(set)))
                .sorted()
                .toArray();
        assertThat(together).doesNotHaveDuplicates();
        assertThat(together)
                .containsExactly(Arrays.stream(ImageHashes.sorted(ALL)).sorted().toArray());
    }

    @Test
    void sameSeedGivesTheSameSplitAndAnotherSeedAnother() {
        String first = DataSplits.of(ALL, 30, 10, 1).heldOut().sha256();

        assertThat(DataSplits.of(ALL, 30, 10, 1).heldOut().sha256()).isEqualTo(first);
        assertThat(DataSplits.of(ALL, 30, 10, 2).heldOut().sha256()).isNotEqualTo(first);
    }

    @Test
    void imagesKeepTheirLabels() {
        LabelledImages heldOut = DataSplits.of(ALL, 30, 10, 1).heldOut();

        for (int image = 0; image < heldOut.count(); image++) {
            // The bright square of class c begins at row and column 2 + 8c; noise alone stays below 60.
            int inside = (6 + 8 * heldOut.label(image)) * 29;
            assertThat(heldOut.image(image)[inside] & 0xff).isGreaterThanOrEqualTo(150);
        }
    }

    @Test
    void refusesToLeaveNothingToTrainOn() {
        assertThatThrownBy(() -> DataSplits.of(ALL, 90, 10, 1))
                .hasMessageContainingAll("90", "10", "100", "--held-out");
    }
}
