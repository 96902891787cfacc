package io.latentwatch.reference.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.reference.TinyBundle;
import io.latentwatch.reference.TinyClassifier;
import io.latentwatch.reference.TinyImages;
import io.latentwatch.reference.profile.ProfileReport;
import io.latentwatch.reference.profile.ReferenceProfiler;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.wire.WireFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicImagesTest {
    @TempDir
    private Path folder;

    @Test
    void everyPassSeesTheSameImagesPartitionByPartition() throws IOException {
        InMemoryTopic topic = threePartitions();
        TopicImages images = open(topic, null, null);
        assertThat(images.size()).isEqualTo(7);
        List<String> expected = List.of("t/0/0", "t/0/1", "t/0/2", "t/0/3", "t/1/0", "t/2/0", "t/2/1");
        topic.with(0, avro(99)); // comes too late
        assertThat(ids(images)).isEqualTo(expected);
        assertThat(ids(images)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, t/0/1 t/0/2 t/2/1",
        "2, , t/0/2 t/0/3",
        ", 1, t/0/0 t/1/0 t/2/0",
        "2026-03-01T08:00:01Z, 2026-03-01T08:00:03Z, t/0/1 t/0/2 t/2/1",
        "2026-03-01T09:00:01.500+01:00, , t/0/2 t/0/3",
        "0, 2027-01-01T00:00:00Z, t/0/0 t/0/1 t/0/2 t/0/3 t/1/0 t/2/0 t/2/1"
    })
    void aRangeIsOffsetsOrTimesWithoutItsEnd(String from, String to, String expected) throws IOException {
        assertThat(ids(open(threePartitions(), from, to))).containsExactly(expected.split(" "));
    }

    private static InMemoryTopic threePartitions() throws IOException {
        InMemoryTopic topic = new InMemoryTopic("t", 3);
        for (int i = 0; i < 4; i++) {
            topic.with(0, avro(i));
        }
        return topic.with(1, avro(4)).with(2, avro(5)).with(2, avro(6));
    }

    @Test
    void recordsAreAvroImagesOrFilesAsTheyAre() throws IOException {
        byte[] png = png();
        InMemoryTopic topic = new InMemoryTopic("t", 1).with(0, avro(3)).with(0, png);
        try (Stream<LabelledImage> images = open(topic, null, null).images()) {
            List<LabelledImage> found = images.toList();
            assertThat(found.get(0).image().encoding()).isEqualTo(Encoding.RAW_UINT8);
            assertThat(found.get(0).image().bytes()).isEqualTo(new TinyImages(10, 1).pixels(3));
            assertThat(found.get(0).label()).hasValue(0);
            assertThat(found.get(1).image().encoding()).isEqualTo(Encoding.PNG);
            assertThat(found.get(1).image().bytes()).isEqualTo(png);
            assertThat(found.get(1).label()).isEmpty();
        }
    }

    @Test
    void whatIsNoImageStaysToBeCounted() throws IOException {
        byte[] cut = Arrays.copyOf(avro(1), 60);
        byte[] unknownSchema = avro(1);
        unknownSchema[4] ^= 1;
        InMemoryTopic topic = new InMemoryTopic("t", 1)
                .with(0, "no image".getBytes(StandardCharsets.UTF_8))
                .with(0, null)
                .with(0, cut)
                .with(0, unknownSchema);
        try (Stream<LabelledImage> images = open(topic, null, null).images()) {
            assertThat(images.toList())
                    .hasSize(4)
                    .allMatch(image -> image.image().encoding() == Encoding.UNKNOWN);
        }
    }

    @Test
    void aBundleIsMadeOfATopicAndCountsWhatItLeftOut() throws IOException {
        InMemoryTopic topic = new InMemoryTopic("t", 2);
        for (int i = 0; i < 700; i++) {
            topic.with(i % 2, avro(i));
        }
        topic.with(0, "no image".getBytes(StandardCharsets.UTF_8)).with(1, null).with(1, avro(7));
        Path model = Files.write(folder.resolve("tiny.onnx"), new TinyClassifier(7).onnx());
        Path out = folder.resolve("bundle");
        ProfileReport report = new ReferenceProfiler(TinyBundle.request(model, open(topic, null, null), out)).profile();
        assertThat(report.unreadable()).isEqualTo(2);
        assertThat(report.repeated()).isEqualTo(1);
        assertThat(report.standardisationImages()).isEqualTo(140);
        assertThat(report.calibrationImages()).isEqualTo(560);
        assertThat(report.accuracy()).isNotNull();
        assertThat(BundleReader.read(out).manifest().splits().get("calibration").images())
                .isEqualTo(560);
    }

    @Test
    void aTopicOfImagesThatDoNotFitIsRefusedWithTheFirstReason() throws IOException {
        InMemoryTopic topic = new InMemoryTopic("t", 1);
        for (int i = 0; i < 20; i++) {
            topic.with(0, i < 17 ? avro(i) : png());
        }
        Path model = Files.write(folder.resolve("tiny.onnx"), new TinyClassifier(7).onnx());
        assertThatThrownBy(() -> new ReferenceProfiler(
                                TinyBundle.request(model, open(topic, null, null), folder.resolve("bundle")))
                        .profile())
                .hasMessageContainingAll(
                        "topic t", "3 of its 20 images cannot be used", "'t/0/17'", "5 x 4 pixels", "--resize");
    }

    @Test
    void recordsThatAreDeletedMeanwhileAreMissedAloud() throws IOException {
        InMemoryTopic topic = threePartitions();
        TopicImages images = open(topic, null, null);
        topic.deleteBefore(2);
        assertThatThrownBy(() -> ids(images)).hasMessageContainingAll("t-0", "from offset 0 to 4", "choose later ones");
    }

    @Test
    void aTopicThatIsNotThereOrARangeWithoutRecordsIsRefused() {
        assertThatThrownBy(() -> open(new InMemoryTopic("t", 0), null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("'t' is not there", "--topic");
        assertThatThrownBy(() -> open(threePartitions(), "4", null))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("'t' has no record between --from and --to", "[0, 0, 0] to [4, 1, 2]");
    }

    @Test
    void aKafkaThatDoesNotAnswerIsSaid() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 200, "request.timeout.ms", 100);
        assertThatThrownBy(() ->
                        TopicImages.open(settings, WireFormat.SINGLE_OBJECT, "t", Optional.empty(), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("topic 't' cannot be read at 127.0.0.1:1", "--bootstrap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-1", "2026-03-01", "2026-03-01T08:00:00"})
    void aPositionThatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> TopicPosition.parse(text, "--from"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("--from is '" + text + "'", "2026-03-01T08:00:00Z");
    }

    private static TopicImages open(InMemoryTopic topic, String from, String to) throws IOException {
        return TopicImages.open(
                topic::consumer,
                WireFormat.SINGLE_OBJECT,
                "t",
                Optional.ofNullable(from).map(text -> TopicPosition.parse(text, "--from")),
                Optional.ofNullable(to).map(text -> TopicPosition.parse(text, "--to")));
    }

    private static List<String> ids(TopicImages images) {
        try (Stream<LabelledImage> stream = images.images()) {
            return stream.map(LabelledImage::id).toList();
        }
    }

    /** As a producer writes it: the tiny image of that number, 12 x 12. */
    private static byte[] avro(int number) throws IOException {
        ByteBuffer encoded = Image.getEncoder()
                .encode(Image.newBuilder()
                        .setId("image-" + number)
                        .setEncoding(Encoding.RAW_UINT8)
                        .setHeight(12)
                        .setWidth(12)
                        .setChannels(1)
                        .setBytes(ByteBuffer.wrap(new TinyImages(1, 1).pixels(number)))
                        .setLabel(number % 3)
                        .build());
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 5, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        return out.toByteArray();
    }
}
