package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFolderTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheFiveBatchesInTheirOrder() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            write("data_batch_" + batch + ".bin", record(batch), record(batch + 4));
        }

        LabelledImages images = open(CifarVersion.CIFAR_10).training();

        assertThat(images.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(images.labels()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8, 5, 9);
    }

    /** A record's byte i after the label is i mod 251: red at (row, column) is 32 row + column mod 251, green 1,024 further, and so on. */
    @Test
    void bringsThePlanesTogetherPixelByPixel() throws IOException {
        write("test_batch.bin", record(3), record(4));

        LabelledImages images = open(CifarVersion.CIFAR_10).only();

        byte[] second = images.image(1);
        int row = 2;
        int column = 5;
        int pixel = 3 * (32 * row + column);
        assertThat(second[pixel] & 0xff).isEqualTo(69);
        assertThat(second[pixel + 1] & 0xff).isEqualTo((69 + 1024) % 251);
        assertThat(second[pixel + 2] & 0xff).isEqualTo((69 + 2048) % 251);
        assertThat(images.image(0)).containsExactly(second);
    }

    @Test
    void takesTheFineLabelsOfCifar100() throws IOException {
        write("train.bin", record(19, 99), record(0, 1));
        write("test.bin", record(5, 7));

        assertThat(open(CifarVersion.CIFAR_100).training().labels()).containsExactly(99, 1);
        assertThat(open(CifarVersion.CIFAR_100).test().labels()).containsExactly(7);
        assertThat(open(CifarVersion.CIFAR_100).test().image(0)[3] & 0xff)
                .as("red of the second pixel")
                .isEqualTo(1);
    }

    @Test
    void readsClassNamesWhoseFileEndsWithAnEmptyLine() throws IOException {
        Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");

        assertThat(open(CifarVersion.CIFAR_10).classNames(2)).containsExactly("airplane", "automobile");
        assertThat(open(CifarVersion.CIFAR_100).classNames(2)).containsExactly("0", "1");
        assertThatThrownBy(() -> open(CifarVersion.CIFAR_10).classNames(10))
                .hasMessageContainingAll("batches.meta.txt", "10 classes", "2 lines");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(record(1), 3000));

        assertThatThrownBy(() -> open(CifarVersion.CIFAR_10).test())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "test_batch.bin", "records of 3073 bytes", "found 3000", "fetch the file again");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        write("test.bin");

        assertThatThrownBy(() -> open(CifarVersion.CIFAR_100).test())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("test.bin", "records of 3074 bytes", "found 0");
    }

    @Test
    void refusesLabelsThatTheSetDoesNotHave() throws IOException {
        write("test_batch.bin", record(9), record(10));
        write("test.bin", record(20, 3));

        assertThatThrownBy(() -> open(CifarVersion.CIFAR_10).test())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("test_batch.bin", "record 1", "below 10", "byte 3073", "found 10");
        assertThatThrownBy(() -> open(CifarVersion.CIFAR_100).test())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("test.bin", "record 0", "below 20", "found 20");
    }

    @Test
    void saysWhichBatchesAreMissing() throws IOException {
        write("data_batch_1.bin", record(1));
        write("data_batch_3.bin", record(1));

        assertThatThrownBy(() -> open(CifarVersion.CIFAR_10).training())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        folder.toString(),
                        "found no data_batch_2.bin, data_batch_4.bin, data_batch_5.bin;",
                        "binary version of CIFAR-10");
    }

    private CifarFolder open(CifarVersion version) {
        return new CifarFolder(folder, version);
    }

    private void write(String name, byte[]... records) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] record : records) {
            file.write(record);
        }
        Files.write(folder.resolve(name), file.toByteArray());
    }

    private static byte[] record(int... labels) {
        byte[] record = new byte[labels.length + 3072];
        for (int i = 0; i < labels.length; i++) {
            record[i] = (byte) labels[i];
        }
        for (int i = 0; i < 3072; i++) {
            record[labels.length + i] = (byte) (i % 251);
        }
        return record;
    }
}
