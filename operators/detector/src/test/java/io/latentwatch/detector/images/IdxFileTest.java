package io.latentwatch.detector.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    /** Two images of 2 by 3 pixels: magic, three dimensions, twelve bytes. */
    private static final byte[] TWO_IMAGES = {
        0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte) 255
    };

    @TempDir
    private Path folder;

    @Test
    void readsDimensionsAndElements() throws IOException {
        IdxFile images = IdxFile.read(write(TWO_IMAGES));

        assertThat(images.dimensions()).containsExactly(2, 2, 3);
        assertThat(images.data()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255);
        assertThat(images.count()).isEqualTo(2);
        assertThat(images.itemSize()).isEqualTo(6);
    }

    @Test
    void readsAGzippedFileWhateverItsName() throws IOException {
        assertThat(IdxFile.read(write(gzip(TWO_IMAGES))).data())
                .containsExactly(IdxFile.read(write(TWO_IMAGES)).data());
    }

    @Test
    void writesWhatItRead() throws IOException {
        Path copy = folder.resolve("copy");

        IdxFile.read(write(gzip(TWO_IMAGES))).write(copy);

        assertThat(copy).hasBinaryContent(TWO_IMAGES);
    }

    @Test
    void refusesAWrongMagicNumber() throws IOException {
        byte[] floats = TWO_IMAGES.clone();
        floats[2] = 0x0d;
        Path file = write(floats);

        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "0x00000801", "0x00000d03", "give the file");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Path file = write(Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length - 5));

        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "12 elements", "found 7", "fetch the file again");
    }

    @Test
    void refusesTrailingBytes() throws IOException {
        Path file = write(Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length + 1));

        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "12 elements", "more bytes");
    }

    @Test
    void refusesAFileThatEndsInItsHeader() throws IOException {
        for (int length : new int[] {0, 1, 3, 4, 9, 15}) {
            Path file = write(Arrays.copyOf(TWO_IMAGES, length));

            assertThatThrownBy(() -> IdxFile.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(file.toString(), "header");
        }
    }

    @Test
    void refusesADamagedGzipStream() throws IOException {
        byte[] compressed = gzip(TWO_IMAGES);
        Path file = write(Arrays.copyOf(compressed, compressed.length - 12));

        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "fetch the file again");
    }

    @Test
    void refusesDimensionsThatNoFileCanHold() throws IOException {
        byte[] huge = TWO_IMAGES.clone();
        Arrays.fill(huge, 4, 16, (byte) 0x7f);
        Path file = write(huge);

        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "2139062143");
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("images-idx3-ubyte.gz"), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
