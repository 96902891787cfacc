package io.latentwatch.detector.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
    /** Two images of 1 by 2 pixels: 1, 2 and 3, 4. */
    private static final byte[] IMAGES = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4};

    private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 2, 9, (byte) 200};

    @TempDir
    private Path folder;

    @Test
    void pairsImagesWithTheLabelsBesideThem() throws IOException {
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), LABELS);

        ImageSet set = ImageSets.open(folder.resolve("t10k-images-idx3-ubyte"));

        assertThat(set.size()).isEqualTo(2);
        LabelledImage second = set.images().toList().get(1);
        assertThat(second.id()).isEqualTo("t10k-images-idx3-ubyte/1");
        assertThat(second.label()).hasValue(200);
        assertThat(second.image().encoding()).isEqualTo(Encoding.RAW_UINT8);
        assertThat(second.image().bytes()).containsExactly(3, 4);
        assertThat(List.of(
                        second.image().height(),
                        second.image().width(),
                        second.image().channels()))
                .containsExactly(1, 2, 1);
    }

    /** One image of 1 by 2 pixels, red 1 and 4, green 2 and 5, blue 3 and 6. */
    @Test
    void readsColourImagesWithTheirChannelsLast() throws IOException {
        byte[] colour = {0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
        Files.write(folder.resolve("images-idx3-ubyte"), colour);

        EncodedImage image =
                ImageSets.open(folder).images().findFirst().orElseThrow().image();

        assertThat(image.encoding()).isEqualTo(Encoding.RAW_UINT8);
        assertThat(image.bytes()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(List.of(image.height(), image.width(), image.channels())).containsExactly(1, 2, 3);
    }

    @Test
    void findsGzippedFilesInAFolderByTheirCustomaryNames() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(IMAGES));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(LABELS));

        ImageSet set = ImageSets.open(folder);

        assertThat(set.images().map(image -> image.label().getAsInt())).containsExactly(9, 200);
        assertThat(set.images().map(LabelledImage::id))
                .as("a second pass")
                .containsExactly("train-images-idx3-ubyte/0", "train-images-idx3-ubyte/1");
    }

    @Test
    void hasNoLabelsWhereNoFileOfLabelsStands() throws IOException {
        Files.write(folder.resolve("images-idx3-ubyte"), IMAGES);

        assertThat(ImageSets.open(folder).images())
                .allMatch(image -> image.label().isEmpty());
    }

    @Test
    void asksWhichOneWhenAFolderHoldsTwoSets() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), IMAGES);

        assertThatThrownBy(() -> ImageSets.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        folder.toString(), "train-images-idx3-ubyte", "t10k-images-idx3-ubyte", "give the path");
    }

    @Test
    void refusesLabelsThatAreNotAsManyAsTheImages() throws IOException {
        Files.write(folder.resolve("images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 9, 9, 9});

        assertThatThrownBy(() -> ImageSets.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("labels-idx1-ubyte", "expected 2 labels", "found 3", "fetch both");
    }

    @Test
    void refusesAFileOfLabelsWhereImagesAreMeant() throws IOException {
        Path labels = Files.write(folder.resolve("labels-idx1-ubyte"), LABELS);

        assertThatThrownBy(() -> ImageSets.open(labels))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("[N, H, W]", "found [2]", "give a file of images");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
