package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.detector.images.IdxFile;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    void writesColourImagesAsTheProfilerReadsThem() throws IOException {
        LabelledImages colours = new LabelledImages(
                new ImageShape(3, 1, 2), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, new byte[] {7, 9});

        colours.write(folder);

        LabelledImages read = new IdxFolder(folder).only();
        assertThat(read.shape()).isEqualTo(colours.shape());
        assertThat(read.sha256()).isEqualTo(colours.sha256());
        try (Stream<LabelledImage> profiled = ImageSets.open(folder).images()) {
            LabelledImage second = profiled.skip(1).findFirst().orElseThrow();
            assertThat(second.image().bytes()).containsExactly(7, 8, 9, 10, 11, 12);
            assertThat(second.image().channels()).isEqualTo(3);
            assertThat(second.label()).hasValue(9);
        }
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
    void refusesImagesOfTwoChannels() throws IOException {
        new IdxFile(List.of(1, 1, 1, 2), new byte[2]).write(folder.resolve("images-idx3-ubyte"));
        new IdxFile(List.of(1), new byte[1]).write(folder.resolve("labels-idx1-ubyte"));

        assertThatThrownBy(() -> new IdxFolder(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("images-idx3-ubyte", "width, 1 or 3]", "[1, 1, 1, 2]");
    }

    @Test
    void refusesLabelsThatHaveNoName() throws IOException {
        new LabelledImages(new ImageShape(1, 1, 1), new byte[2], new byte[] {1, 2}).write(folder);
        Files.write(folder.resolve("classes.txt"), List.of("cat", "dog"));

        assertThatThrownBy(() -> new IdxFolder(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("labels-idx1-ubyte", "labels below 2", "classes.txt", "found 2");
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
