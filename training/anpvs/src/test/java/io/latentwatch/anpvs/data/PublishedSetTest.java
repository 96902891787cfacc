package io.latentwatch.anpvs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedSetTest {
    @TempDir
    private Path folder;

    @Test
    void refusesAFileThatIsNotThePublishedOne() throws IOException {
        Files.writeString(folder.resolve("train-images-idx3-ubyte"), "abc");

        assertThat(PublishedSet.MNIST.isIn(folder)).isFalse();
        assertThatThrownBy(() -> PublishedSet.MNIST.check(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "train-images-idx3-ubyte",
                        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                        // FIPS 180-2, appendix B.1
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void saysWhichFilesAreNeededWhereOneIsMissing() {
        assertThatThrownBy(() -> PublishedSet.FASHION_MNIST.check(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "dataset-fashion-mnist", "By hand");
    }

    @Test
    void refusesASetThatIsNotThere() {
        assertThatThrownBy(() -> PublishedSet.named("cifar"))
                .hasMessageContainingAll("mnist", "fashion-mnist", "cifar");
        assertThat(PublishedSet.named("fashion-mnist")).isEqualTo(PublishedSet.FASHION_MNIST);
        assertThat(PublishedSet.FASHION_MNIST.classNames())
                .hasSize(10)
                .startsWith("T-shirt/top")
                .endsWith("Ankle boot");
    }
}
