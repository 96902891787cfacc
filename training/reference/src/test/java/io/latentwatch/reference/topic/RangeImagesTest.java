package io.latentwatch.reference.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.MessageEncoder;
import io.latentwatch.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeImagesTest {
    private static final int RECORDS = 10;

    private final InMemoryTopic topic = new InMemoryTopic("images", 2);
    private final List<PositionedImage> read = new ArrayList<>();

    RangeImagesTest() {
        MessageEncoder<Image> encoder = new MessageEncoder<>(WireFormat.SINGLE_OBJECT, "images", Image.class);
        for (int partition = 0; partition < 2; partition++) {
            for (int i = 0; i < RECORDS; i++) {
                topic.with(
                        partition,
                        encoder.encode(Image.newBuilder()
                                .setId("id-" + partition + "-" + i)
                                .setSource("camera")
                                .setEncoding(Encoding.RAW_UINT8)
                                .setHeight(1)
                                .setWidth(1)
                                .setChannels(1)
                                .setBytes(ByteBuffer.wrap(new byte[] {(byte) i}))
                                .build()));
            }
        }
    }

    @Test
    void readsTheRangesWithPositionsIdsAndSources() {
        long deleted = images().forEach(List.of(range(1, 2, 4), range(0, 9, 10)), read::add);

        assertThat(deleted).isZero();
        assertThat(read).extracting(PositionedImage::imageId).containsExactly("id-1-2", "id-1-3", "id-0-9");
        assertThat(read.get(0).position()).isEqualTo(new Position("images", 1, 2L));
        assertThat(read.get(0).image().source()).isEqualTo("camera");
        assertThat(read.get(0).image().image().bytes()).containsExactly(2);
    }

    @Test
    void countsWhatIsGoneAndReadsWhatIsLeft() {
        topic.deleteBefore(5);

        long deleted = images().forEach(List.of(range(0, 2, 7), range(1, 0, 3)), read::add);

        assertThat(deleted).isEqualTo(3 + 3);
        assertThat(read).extracting(PositionedImage::imageId).containsExactly("id-0-5", "id-0-6");
    }

    @Test
    void aRangeBeyondTheEndGivesWhatIsThere() {
        assertThat(images().forEach(List.of(range(0, 8, 100)), read::add)).isZero();
        assertThat(read).hasSize(2);
    }

    @Test
    void aFileHasNoIdWithoutAKey() {
        topic.with(0, new byte[] {(byte) 0x89, 'P', 'N', 'G'});

        images().forEach(List.of(range(0, 10, 11)), read::add);

        assertThat(read).singleElement().satisfies(file -> {
            assertThat(file.imageId()).isEmpty();
            assertThat(file.image().source()).isEmpty();
        });
    }

    private RangeImages images() {
        return new RangeImages(topic::consumer, WireFormat.SINGLE_OBJECT);
    }

    private static OffsetRange range(int partition, long first, long end) {
        return new OffsetRange("images", partition, first, end);
    }
}
