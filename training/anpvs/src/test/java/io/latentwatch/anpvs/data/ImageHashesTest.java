package io.latentwatch.anpvs.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageHashesTest {
    @TempDir
    private Path folder;

    /** FIPS 180-2, appendix B.1: the SHA-256 of "abc" begins with ba7816bf8f01cfea. */
    @Test
    void isTheBeginningOfThePixelsSha256() throws IOException {
        LabelledImages abc = new LabelledImages(new ImageShape(1, 1, 3), new byte[] {'a', 'b', 'c'}, new byte[1]);

        ImageHashes.write(abc, folder.resolve("hashes"));

        assertThat(folder.resolve("hashes"))
                .hasBinaryContent(
                        new byte[] {(byte) 0xba, 0x78, 0x16, (byte) 0xbf, (byte) 0x8f, 1, (byte) 0xcf, (byte) 0xea});
    }

    @Test
    void areSortedAsUnsignedNumbers() {
        long[] hashes = ImageHashes.sorted(SyntheticImages.of(50, 1));

        assertThat(Arrays.stream(hashes).boxed().toList()).isSortedAccordingTo(Long::compareUnsigned);
        assertThat(hashes[0]).isPositive();
        assertThat(hashes[49]).isNegative();
    }
}
