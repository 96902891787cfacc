package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    private Path folder;

    private DemoFolder demo;

    @BeforeEach
    void lay() throws IOException {
        demo = new DemoFolder(folder);
        for (String file :
                List.of("clean.avro", "anp-vs/pgd-0.1.avro", "standard/pgd-0.1.avro", "standard/notes.txt")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
    }

    @Test
    void givesTheMainNetworkItsOwnImagesAndTheOthersAsTransferred() throws IOException {
        DemoNetwork main = demo.network(demo.mainBundle());

        assertThat(main.name()).isEqualTo("anp-vs");
        assertThat(main.bundle()).isEqualTo(folder.resolve("anp-vs/bundle"));
        assertThat(main.samples()).containsExactly(folder.resolve("clean.avro"), folder.resolve("anp-vs/pgd-0.1.avro"));
        assertThat(main.transferred()).containsExactly(folder.resolve("standard/pgd-0.1.avro"));
    }

    @Test
    void setsTheStandardNetworkBesideItWithItsOwnImages() throws IOException {
        assertThat(demo.beside()).singleElement().satisfies(beside -> {
            assertThat(beside.name()).isEqualTo("standard");
            assertThat(beside.bundle()).isEqualTo(folder.resolve("standard/bundle"));
            assertThat(beside.samples())
                    .containsExactly(folder.resolve("clean.avro"), folder.resolve("standard/pgd-0.1.avro"));
            assertThat(beside.transferred()).isEmpty();
        });
    }

    @Test
    void transfersAllAttackedImagesToANetworkOfAnotherOrigin() throws IOException {
        DemoNetwork mine = demo.network(Path.of("runs/my-bundle"));

        assertThat(mine.name()).isEqualTo("my-bundle");
        assertThat(mine.samples()).containsExactly(folder.resolve("clean.avro"));
        assertThat(mine.transferred())
                .containsExactly(folder.resolve("anp-vs/pgd-0.1.avro"), folder.resolve("standard/pgd-0.1.avro"));
    }

    @Test
    void knowsItsOwnBundlesUnderWhateverPath() throws IOException {
        DemoNetwork standard = demo.network(folder.resolve("anp-vs/../standard/./bundle"));

        assertThat(standard.name()).isEqualTo("standard");
        assertThat(standard.samples()).contains(folder.resolve("standard/pgd-0.1.avro"));
        assertThat(standard.transferred()).containsExactly(folder.resolve("anp-vs/pgd-0.1.avro"));
    }

    @Test
    void saysWhichImagesAreMissing() throws IOException {
        Files.delete(folder.resolve("anp-vs/pgd-0.1.avro"));

        assertThatThrownBy(() -> demo.network(demo.mainBundle()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("anp-vs", "*.avro", "found none", "--sample");
    }
}
