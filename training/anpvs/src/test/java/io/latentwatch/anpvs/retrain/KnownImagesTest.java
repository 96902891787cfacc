package io.latentwatch.anpvs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.anpvs.data.ImageHashes;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.HashList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** On the demo's bundle, with a list of training images of its own: 50 of the original set, and 20 of an earlier trigger. */
class KnownImagesTest {
    private static final long[] ORIGINAL = ImageHashes.sorted(SyntheticImages.of(50, 1));
    private static final long[] EARLIER_TRIGGER = ImageHashes.sorted(SyntheticImages.of(20, 2));
    private static final LabelledImages TEST = SyntheticImages.of(30, 3);

    @Test
    void holdWhatEarlierRetrainingsTrainedOnAndTheTestSet() throws IOException {
        assertThat(Retraining.known(retrained(), List.of(TEST)))
                .isSorted()
                .contains(ORIGINAL)
                .contains(EARLIER_TRIGGER)
                .contains(ImageHashes.sorted(TEST));
    }

    @Test
    void holdWhatTheNetworkWasTrainedOnWhereNoDataSetIsGiven() throws IOException {
        assertThat(Retraining.known(retrained(), List.of()))
                .isSorted()
                .contains(ORIGINAL)
                .contains(EARLIER_TRIGGER);
    }

    private static Bundle retrained() throws IOException {
        Bundle demo = BundleReader.read(Path.of("../../jobs/local/demo/standard/bundle"));
        Map<String, byte[]> files = new HashMap<>(demo.contents());
        long[] trainedOn = LongStream.concat(Arrays.stream(ORIGINAL), Arrays.stream(EARLIER_TRIGGER))
                .toArray();
        files.put(BundleFiles.split("training"), HashList.write(trainedOn));
        return new Bundle(demo.id(), demo.manifest(), demo.signed(), demo.where(), files);
    }
}
