package io.latentwatch.detector.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderImagesTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

    @TempDir
    private Path folder;

    @Test
    void takesLabelsFromTheOrderOfTheClassFolders() throws IOException {
        write("trouser/b.png", PNG);
        write("bag/z.png", PNG);
        write("bag/a.jpg", JPEG);

        ImageSet set = ImageSets.open(folder);

        assertThat(set.classNames()).containsExactly("bag", "trouser");
        assertThat(set.size()).isEqualTo(3);
        List<LabelledImage> images = set.images().toList();
        assertThat(images).extracting(LabelledImage::id).containsExactly("bag/a.jpg", "bag/z.png", "trouser/b.png");
        assertThat(images).extracting(image -> image.label().getAsInt()).containsExactly(0, 0, 1);
    }

    @Test
    void countsTheImagesOfEachClass() throws IOException {
        write("cat/a.png", PNG);
        write("cat/.hidden", PNG);
        write("dog/a.png", PNG);
        write("dog/b.png", PNG);
        Files.createDirectories(folder.resolve("cow"));

        assertThat(FolderImages.open(folder).classSizes()).containsExactly(1, 0, 2);
    }

    @Test
    void tellsEncodingsByContentAndKeepsWhatIsNeither() throws IOException {
        write("a-jpeg-called.png", JPEG);
        write("b-png", PNG);
        write("c-text.png", "not an image".getBytes(StandardCharsets.UTF_8));
        write("d-short.png", new byte[] {(byte) 0x89, 'P'});

        List<LabelledImage> images = ImageSets.open(folder).images().toList();

        assertThat(images)
                .extracting(image -> image.image().encoding())
                .containsExactly(Encoding.JPEG, Encoding.PNG, Encoding.UNKNOWN, Encoding.UNKNOWN);
        assertThat(images).allMatch(image -> image.label().isEmpty());
    }

    @Test
    void leavesHiddenFilesOut() throws IOException {
        write(".DS_Store", PNG);
        write(".hidden/x.png", PNG);
        write("a.png", PNG);

        assertThat(ImageSets.open(folder).images().map(LabelledImage::id)).containsExactly("a.png");
    }

    @Test
    void refusesImagesBesideClassFolders() throws IOException {
        write("stray.png", PNG);
        write("bag/a.png", PNG);

        assertThatThrownBy(() -> ImageSets.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "stray.png", "bag", "move");
    }

    @Test
    void refusesAFolderOneLevelTooHigh() throws IOException {
        write("train/bag/a.png", PNG);

        assertThatThrownBy(() -> ImageSets.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("train", "bag", "give the folder whose folders are the classes");
    }

    @Test
    void refusesAnEmptyFolderAndAMissingPathSayingWhatWasLookedFor() {
        assertThatThrownBy(() -> ImageSets.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "PNG", "IDX", ".avro", "found no file");
        assertThatThrownBy(() -> ImageSets.open(folder.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContainingAll("nowhere", "PNG", "IDX", ".avro", "found nothing");
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
