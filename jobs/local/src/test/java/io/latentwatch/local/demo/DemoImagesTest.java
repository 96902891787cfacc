package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoImagesTest {
    @TempDir
    private Path folder;

    @Test
    void sendsCleanImagesFirstAndNamesAttacksByTheirStrength() throws IOException {
        Path attacked = sample("a.avro", Map.of("attack", "pgd", "epsilon", "0.1"), Map.of("attack", "cw"));
        Path clean = sample("b.avro", Map.of("attack", "none"), Map.of());

        DemoImages images = DemoImages.read(network(List.of(attacked, clean), List.of()));

        assertThat(images.attacks()).containsExactly("none", "pgd-0.1", "cw");
        assertThat(images.clean()).extracting(image -> image.image().getId()).containsExactly("b.avro-0", "b.avro-1");
        assertThat(images.attacked())
                .extracting(image -> image.image().getId())
                .containsExactly("a.avro-0", "a.avro-1");
    }

    @Test
    void namesImagesMadeAgainstAnotherNetworkAsTransferredAndSendsThemLast() throws IOException {
        Path clean = sample("clean.avro", Map.of());
        Path own = sample("own.avro", Map.of("attack", "pgd", "epsilon", "0.1"));
        Path others = sample("others.avro", Map.of("attack", "pgd", "epsilon", "0.1"), Map.of("attack", "cw"));

        DemoImages images = DemoImages.read(network(List.of(own, clean), List.of(others)));

        assertThat(images.attacks()).containsExactly("none", "pgd-0.1", "transfer-pgd-0.1", "transfer-cw");
        assertThat(images.images())
                .extracting(image -> image.image().getId())
                .containsExactly("clean.avro-0", "own.avro-0", "others.avro-0", "others.avro-1");
    }

    @Test
    void asksForCleanImagesWhereThereAreNone() throws IOException {
        Path attacked = sample("attacked.avro", Map.of("attack", "pgd"));

        assertThatThrownBy(() -> DemoImages.read(network(List.of(attacked), List.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("attacked.avro", "expected clean images", "--sample");
    }

    private DemoNetwork network(List<Path> samples, List<Path> transferred) {
        return new DemoNetwork("main", folder, samples, transferred);
    }

    @SafeVarargs
    private Path sample(String name, Map<String, String>... attributes) throws IOException {
        Path file = folder.resolve(name);
        try (DataFileWriter<Image> writer = new DataFileWriter<>(new SpecificDatumWriter<>(Image.class))) {
            writer.create(Image.getClassSchema(), file.toFile());
            for (int i = 0; i < attributes.length; i++) {
                writer.append(Image.newBuilder()
                        .setId(name + "-" + i)
                        .setEncoding(Encoding.PNG)
                        .setBytes(ByteBuffer.allocate(1))
                        .setAttributes(attributes[i])
                        .build());
            }
        }
        return file;
    }
}
