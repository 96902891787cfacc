package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.detector.images.IdxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledImagesTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        LabelledImages images =
                new LabelledImages(new ImageShape(1, 1, 2), new byte[] {1, 2, 3, (byte) 250}, new byte[] {7, 9});

        images.write(folder);
        LabelledImages read = new IdxFolder(folder).only();

        assertThat(read.pixels()).containsExactly(1, 2, 3, 250);
        assertThat(read.label(1)).isEqualTo(9);
        assertThat(read.classes()).isEqualTo(10);
        assertThat(read.sha256()).isEqualTo(images.sha256());
    }

    @Test
    void putsChannelsFirstAndScalesToOne() {
        LabelledImages colours =
                new LabelledImages(new ImageShape(3, 1, 2), new byte[] {(byte) 255, 0, 51, 0, 102, 0}, new byte[1]);

        assertThat(colours.toBatch().pixels()).containsExactly(new float[] {1, 0, 0, 0.4f, 0.2f, 0}, within(1e-7f));
    }

    @Test
    void refusesAnotherNumberOfLabelsThanImages() throws IOException {
        new IdxFile(List.of(2, 1, 1), new byte[2]).write(folder.resolve("images-idx3-ubyte"));
        new IdxFile(List.of(3), new byte[3]).write(folder.resolve("labels-idx1-ubyte"));

        assertThatThrownBy(() -> new IdxFolder(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("2 images", "3 labels", "images-idx3-ubyte", "labels-idx1-ubyte");
    }

    @Test
    void refusesLabelsWhereImagesAreExpected() throws IOException {
        new IdxFile(List.of(3), new byte[3]).write(folder.resolve("images-idx3-ubyte"));
        new IdxFile(List.of(3), new byte[3]).write(folder.resolve("labels-idx1-ubyte"));

        assertThatThrownBy(() -> new IdxFolder(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("images [count, height, width]", "[3]");
    }

    @Test
    void saysWhichFileIsMissingAndHowToGetIt() {
        assertThatThrownBy(() -> new IdxFolder(folder).training())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "train-images-idx3-ubyte.gz", "latentwatch data");
    }

    @Test
    void refusesAnotherNumberOfClassNames() throws IOException {
        Files.write(folder.resolve("classes.txt"), List.of("cat", "dog"));

        assertThat(new IdxFolder(folder).classNames(2)).containsExactly("cat", "dog");
        assertThatThrownBy(() -> new IdxFolder(folder).classNames(3)).hasMessageContainingAll("3 classes", "2 lines");
    }
}
