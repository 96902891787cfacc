package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledDataTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte.gz, IDX files",
        "labels-idx1-ubyte, IDX files",
        "data_batch_1.bin, binary files of CIFAR-10",
        "test_batch.bin, binary files of CIFAR-10",
        "train.bin, binary files of CIFAR-100",
        "train/cat/1.png, class folders",
        "cat/1.jpeg, class folders"
    })
    void tellsLayoutsApart(String file, String layout) throws IOException {
        create(file);

        assertThat(LabelledData.open(folder).layout()).isEqualTo(layout);
    }

    @Test
    void passesFoldersBesideTheFilesOver() throws IOException {
        create("t10k-images-idx3-ubyte");
        create("run/model.onnx");

        assertThat(LabelledData.open(folder)).isEqualTo(new IdxFolder(folder));
    }

    @Test
    void refusesTwoSetsInOneFolder() throws IOException {
        create("train.bin");
        create("test_batch.bin");

        assertThatThrownBy(() -> LabelledData.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        folder.toString(),
                        "binary files of CIFAR-10 and binary files of CIFAR-100",
                        "move the others away");
    }

    @Test
    void saysWhatItLookedForAndWhatLiesThere() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            create("data_batch_" + batch);
        }

        assertThatThrownBy(() -> LabelledData.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        folder.toString(),
                        "train-images-idx3-ubyte",
                        "data_batch_1.bin",
                        "PNG or JPEG",
                        "found data_batch_1, data_batch_2, data_batch_3 and 2 more",
                        "latentwatch data");
    }

    @Test
    void refusesWhatIsNoFolder() throws IOException {
        create("file");

        assertThatThrownBy(() -> LabelledData.open(folder.resolve("nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("nowhere", "expected a folder", "found nothing there");
        assertThatThrownBy(() -> LabelledData.open(folder.resolve("file")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("expected a folder", "found a file");
    }

    private void create(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.createFile(path);
    }
}
