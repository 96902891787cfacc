package io.latentwatch.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.Resize;
import io.latentwatch.bundle.Manifest.ResizeMode;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.images.EncodedImage;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int IMAGE_BYTES = 4;
    private static final Manifest.Input INPUT = new Manifest.Input(
            1, 2, 2, ColourOrder.GREY, new Resize(ResizeMode.NONE, 0), 1, List.of(0.0), List.of(1.0));

    private final Batch batch = new Batch(new ImageDecoder(INPUT, 100), IMAGE_BYTES);

    /** 1 + 2 + 4 + 8 + 16 + 32 images, which wait for a collection, and 64. */
    @Test
    void growingBatchesTakeFewBuffers() {
        Set<Integer> images = new TreeSet<>();
        for (int size = 1; size <= 64; size++) {
            assertThat(decoded(size).remaining()).isEqualTo(size * IMAGE_BYTES);
            images.add(batch.pixels().capacity() / IMAGE_BYTES);
        }

        assertThat(images).containsExactly(1, 2, 4, 8, 16, 32, 64);
    }

    @Test
    void aSmallerBatchTakesTheSameBuffer() {
        ByteBuffer large = decoded(33);

        assertThat(decoded(5)).isSameAs(large);
        assertThat(batch.rows()).isEqualTo(5);
    }

    private ByteBuffer decoded(int images) {
        batch.decode(Collections.nCopies(
                images, new ImageToInspect(EncodedImage.raw(new byte[IMAGE_BYTES], 2, 2, 1), true)));
        return batch.pixels();
    }
}
