package io.latentwatch.detector.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleImagesTest {
    @TempDir
    private Path folder;

    @Test
    void givesBackWhatTheSampleHolds() throws IOException {
        Image image = image("shirt-1")
                .setSource("camera-3")
                .setLabel(6)
                .setEventTimeMillis(1_700_000_000_000L)
                .setAttributes(Map.of("attack", "pgd"))
                .build();

        ImageSet set = ImageSets.open(write(List.of(image)));

        assertThat(set.size()).isEqualTo(1);
        try (Stream<LabelledImage> images = set.images()) {
            LabelledImage read = images.findFirst().orElseThrow();
            assertThat(read.id()).isEqualTo("shirt-1");
            assertThat(read.source()).isEqualTo("camera-3");
            assertThat(read.label()).hasValue(6);
            assertThat(read.eventTimeMillis()).hasValue(1_700_000_000_000L);
            assertThat(read.attributes()).containsExactly(Map.entry("attack", "pgd"));
            assertThat(read.image().encoding()).isEqualTo(Encoding.RAW_UINT8);
            assertThat(read.image().bytes()).containsExactly(7, 8);
        }
    }

    @Test
    void countsTheImagesOfAllBlocksAndCanBeReadTwice() throws IOException {
        List<Image> many = Stream.iterate(0, i -> i + 1)
                .limit(3_000)
                .map(i -> image("i" + i).build())
                .toList();

        ImageSet set = ImageSets.open(write(many));

        assertThat(set.size()).isEqualTo(3_000);
        for (int pass = 0; pass < 2; pass++) {
            try (Stream<LabelledImage> images = set.images()) {
                assertThat(images.map(LabelledImage::id).toList())
                        .hasSize(3_000)
                        .startsWith("i0", "i1")
                        .endsWith("i2999");
            }
        }
    }

    @Test
    void refusesWhatIsNoAvroFile() throws IOException {
        Path file = Files.write(folder.resolve("sample.avro"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        assertThatThrownBy(() -> ImageSets.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("sample.avro", "Avro object container file", "make or fetch");
    }

    @Test
    void refusesATruncatedSample() throws IOException {
        Path file = write(List.of(image("a").build(), image("b").build()));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));

        assertThatThrownBy(() -> ImageSets.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("sample.avro", "truncated", "make or fetch");
    }

    @Test
    void namesTheFileWhenABlockIsDamagedInside() throws IOException {
        Path file = write(List.of(image("a").build(), image("b").build()));
        byte[] bytes = Files.readAllBytes(file);
        // The last 16 bytes are the block's mark; before them stands the second image's last field, an empty map (0).
        bytes[bytes.length - 17] = (byte) 0x7f;
        Files.write(file, bytes);

        ImageSet set = ImageSets.open(file);

        try (Stream<LabelledImage> images = set.images()) {
            Iterator<LabelledImage> iterator = images.iterator();
            iterator.next();
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("sample.avro");
        }
    }

    private static Image.Builder image(String id) {
        return Image.newBuilder()
                .setId(id)
                .setEncoding(Encoding.RAW_UINT8)
                .setHeight(1)
                .setWidth(2)
                .setChannels(1)
                .setBytes(ByteBuffer.wrap(new byte[] {7, 8}));
    }

    private Path write(List<Image> images) throws IOException {
        Path file = folder.resolve("sample.avro");
        try (DataFileWriter<Image> writer = new DataFileWriter<>(new SpecificDatumWriter<>(Image.class))) {
            writer.create(Image.getClassSchema(), file.toFile());
            for (Image image : images) {
                writer.append(image);
            }
        }
        return file;
    }
}
