package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {
    @TempDir
    private Path folder;

    @Test
    void takesLabelsFromTheAlphabetAndTheClassesInTurn() throws IOException {
        colour("train/dog/1.png", 0x010203);
        colour("train/cat/2.png", 0x040506);
        colour("train/cat/1.png", 0x070809);
        colour("test/cat/1.png", 0x0a0b0c);
        colour("test/dog/1.png", 0x0d0e0f);
        ClassFolders data = new ClassFolders(folder);

        LabelledImages training = data.training();

        assertThat(training.shape()).isEqualTo(new ImageShape(3, 1, 2));
        assertThat(training.pixels()).containsExactly(7, 8, 9, 0, 0, 0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0);
        assertThat(training.labels()).containsExactly(0, 1, 0);
        assertThat(data.only().pixels()).containsExactly(10, 11, 12, 0, 0, 0, 13, 14, 15, 0, 0, 0);
        assertThat(data.classNames(2)).containsExactly("cat", "dog");
    }

    /** Three, one and two images: a b c, d, e f come as a d e, b f, c. */
    @Test
    void dealsTheClassesOutInTurnAsLongAsTheyLast() {
        assertThat(ImageFolderReader.placesInTurn(List.of(3, 1, 2))).containsExactly(0, 3, 5, 1, 2, 4);
    }

    @Test
    void readsASetOnItsOwn() throws IOException {
        grey("cat/1.png", 5);
        grey("dog/1.png", 9);
        ClassFolders data = new ClassFolders(folder);

        assertThat(data.only().shape()).isEqualTo(new ImageShape(1, 1, 2));
        assertThat(data.only().pixels()).containsExactly(5, 0, 9, 0);
        assertThatThrownBy(data::training)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("class folders in train and test", "found cat, dog");
    }

    @Test
    void readsJpegByItsContentAndPassesHiddenFilesOver() throws IOException {
        image("cat/1.png", 0x804020, 8, 8, "jpeg");
        image("dog/1.jpg", 0x804020, 8, 8, "jpeg");
        Files.writeString(folder.resolve("dog/.listing"), "hidden");

        LabelledImages images = new ClassFolders(folder).only();

        assertThat(images.count()).isEqualTo(2);
        assertThat(images.pixels()[0] & 0xff).isCloseTo(0x80, within(12));
    }

    @Test
    void makesGreyImagesColourWhereOneIs() throws IOException {
        grey("cat/1.png", 5);
        grey("cat/2.png", 6);
        colour("dog/1.png", 0x010203);
        grey("dog/2.png", 7);

        LabelledImages images = new ClassFolders(folder).only();

        assertThat(images.shape().channels()).isEqualTo(3);
        assertThat(images.pixels())
                .containsExactly(5, 5, 5, 0, 0, 0, 1, 2, 3, 0, 0, 0, 6, 6, 6, 0, 0, 0, 7, 7, 7, 0, 0, 0);
    }

    @Test
    void namesTheFirstImagesThatCannotBeRead() throws IOException {
        grey("cat/1.png", 5);
        for (int i = 1; i <= 7; i++) {
            write("dog/%d.png".formatted(i), "no image");
        }

        assertThatThrownBy(() -> new ClassFolders(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        folder.toString(), "found 7 of 8", "dog/1.png", "dog/5.png", "; …;", "repair or remove them")
                .hasMessageNotContaining("dog/6.png");
    }

    @Test
    void refusesTruncatedImagesAndOtherSizes() throws IOException {
        grey("cat/1.png", 5);
        image("cat/2.png", 0, 3, 2, "png");
        grey("dog/1.png", 5);
        byte[] whole = Files.readAllBytes(folder.resolve("dog/1.png"));
        Files.write(folder.resolve("dog/1.png"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> new ClassFolders(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "found 2 of 3",
                        "cat/2.png (2 x 3 pixels, the first image has 1 x 2)",
                        "dog/1.png (not a whole PNG");
    }

    @Test
    void refusesClassesWithoutImages() throws IOException {
        grey("cat/1.png", 5);
        write("bird/.hidden", "");
        Files.createDirectories(folder.resolve("dog"));

        assertThatThrownBy(() -> new ClassFolders(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "none in bird, dog (2 of 3)", "remove empty folders");
    }

    @Test
    void refusesASingleClass() throws IOException {
        write("cifar-10-batches-bin/readme.html", "");

        assertThatThrownBy(() -> new ClassFolders(folder).only())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("2 to 256 class folders", "found 1 (cifar-10-batches-bin)", "give the folder");
    }

    @Test
    void refusesATestSetOfOtherClasses() throws IOException {
        grey("train/cat/1.png", 5);
        grey("train/dog/1.png", 5);
        grey("test/cat/1.png", 5);
        grey("test/cow/1.png", 5);

        assertThatThrownBy(() -> new ClassFolders(folder).test())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("the same classes in train (2) and test (2)", "found dog in one only");
    }

    /** The left pixel has the colour, the right one is black. */
    private void colour(String name, int rgb) throws IOException {
        image(name, rgb, 2, 1, "png");
    }

    private void grey(String name, int level) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, level);
        write(name, image, "png");
    }

    private void image(String name, int rgb, int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, rgb);
        for (int i = 1; i < width * height && format.equals("jpeg"); i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        write(name, image, format);
    }

    private void write(String name, BufferedImage image, String format) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
