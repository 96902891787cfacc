package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.demo.MalformedRecord;
import io.latentwatch.local.demo.MalformedRecords;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be judged leaves as dead letters and disturbs nothing: real broker, real job. */
@Timeout(120)
class DeadLettersIT {
    /** Written by OverflowingNetworkTest of training/reference. */
    private static final Path OVERFLOWING = Path.of("src/test/resources/bundles/overflowing");

    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void everyMalformedRecordBecomesOneDeadLetterAndItsNeighboursAreJudged() throws Exception {
        stack.createTopics("malformed");
        Map<Position, Image> good = stack.send("malformed", DemoData.images(100));
        Map<Position, MalformedRecord> malformed = sendMalformed("malformed");
        good.putAll(stack.send("malformed", DemoData.images(100)));

        stack.runBounded("malformed", Map.of(), folder);

        assertThat(stack.verdicts("malformed"))
                .extracting(Verdict::getPosition)
                .containsExactlyInAnyOrderElementsOf(good.keySet());
        List<DeadLetter> letters = stack.deadLetters("malformed");
        assertThat(letters).extracting(DeadLetter::getPosition).containsExactlyInAnyOrderElementsOf(malformed.keySet());
        assertThat(letters).allSatisfy(letter -> {
            MalformedRecord record = malformed.get(letter.getPosition());
            assertThat(letter.getReason()).as(record.name()).isEqualTo(record.reason());
            assertThat(letter.getDetail()).as(record.name()).isNotBlank();
            assertThat(StandardCharsets.UTF_8.decode(letter.getKey()).toString())
                    .isEqualTo(record.name());
            assertThat(bytes(letter.getValue())).as(record.name()).isEqualTo(record.value());
        });
    }

    @Test
    void everyReasonIsGivenByTheJob() throws Exception {
        stack.createTopics("reasons");
        sendMalformed("reasons");
        Image wordy = DemoData.images(1).get(0);
        wordy.setAttributes(Map.of("a", "x".repeat(20_000)));
        Image jpeg = DemoData.images(1).get(0);
        jpeg.setEncoding(Encoding.JPEG);
        jpeg.setBytes(ByteBuffer.wrap(cmyk()));
        stack.send("reasons", List.of(wordy, jpeg));

        stack.runBounded("reasons", Map.of(), folder.resolve("demo"));
        stack.createTopics("overflow");
        stack.send("overflow", List.of(white(), white()));
        stack.runBounded("overflow", Map.of("bundle.path", OVERFLOWING.toString()), folder.resolve("overflow"));

        List<DeadLetter> letters = new ArrayList<>(stack.deadLetters("reasons"));
        letters.addAll(stack.deadLetters("overflow"));
        Set<DeadLetterReason> all = EnumSet.allOf(DeadLetterReason.class);
        all.remove(DeadLetterReason.UNKNOWN); // what readers take reasons for that are newer than they
        assertThat(letters).extracting(DeadLetter::getReason).contains(all.toArray(DeadLetterReason[]::new));
    }

    /** The image that {@link #OVERFLOWING} overflows at. */
    private static Image white() {
        byte[] pixels = new byte[12 * 12];
        Arrays.fill(pixels, (byte) 255);
        return Image.newBuilder()
                .setId("white")
                .setEncoding(Encoding.RAW_UINT8)
                .setHeight(12)
                .setWidth(12)
                .setChannels(1)
                .setBytes(ByteBuffer.wrap(pixels))
                .build();
    }

    /** A JPEG file of four components. */
    private static byte[] cmyk() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 28, 28, 4, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    @Test
    void aRecordOfExactlyTheTopicsLimitBecomesAWholeDeadLetter() throws Exception {
        stack.createTopics("largest");
        byte[] largest = valueOfARecordOf(Topics.LARGEST_IMAGE_RECORD, "key");
        assertThatThrownBy(() -> sendOne("largest", valueOfARecordOf(Topics.LARGEST_IMAGE_RECORD + 1, "key"), Map.of()))
                .as("one byte more is refused by the broker, so this is the limit")
                .isInstanceOf(IOException.class);
        sendOne("largest", largest, Map.of());

        stack.runBounded("largest", Map.of(), folder);

        List<DeadLetter> letters = stack.deadLetters("largest");
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).getReason()).isEqualTo(DeadLetterReason.UNDECODABLE_RECORD);
        assertThat(letters.get(0).getValueLength()).isEqualTo(largest.length);
        assertThat(bytes(letters.get(0).getValue())).isEqualTo(largest);
    }

    @Test
    void aRecordThatFittedOnlyCompressedIsCutAndDescribed() throws Exception {
        stack.createTopics("compressed");
        byte[] zeros = new byte[3 * Topics.LARGEST_IMAGE_RECORD];
        sendOne("compressed", zeros, Map.of("compression.type", "gzip"));
        Map<Position, Image> good = stack.send("compressed", DemoData.images(10));

        stack.runBounded("compressed", Map.of(), folder);

        List<DeadLetter> letters = stack.deadLetters("compressed");
        assertThat(letters).hasSize(1);
        DeadLetter letter = letters.get(0);
        assertThat(letter.getValue().remaining()).isBetween(1, zeros.length - 1);
        assertThat(letter.getValueLength()).isEqualTo(zeros.length);
        assertThat(letter.getValueSha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(zeros)));
        assertThat(stack.verdicts("compressed")).hasSameSizeAs(good.keySet());
    }

    private static Map<Position, MalformedRecord> sendMalformed(String prefix) throws IOException {
        Map<Position, MalformedRecord> sent = new ConcurrentHashMap<>();
        try (ImageProducer producer = new ImageProducer(stack.clientSettings(), prefix + ".images")) {
            for (MalformedRecord record : MalformedRecords.all()) {
                producer.send(
                        record.name(),
                        record.value(),
                        stored -> sent.put(new Position(stored.topic(), stored.partition(), stored.offset()), record));
            }
            producer.flush();
        }
        return sent;
    }

    private static void sendOne(String prefix, byte[] value, Map<String, Object> more) throws IOException {
        Map<String, Object> settings = new HashMap<>(stack.clientSettings());
        settings.put("max.request.size", 64 << 20);
        settings.putAll(more);
        try (ImageProducer producer = new ImageProducer(settings, prefix + ".images")) {
            producer.send("key", value, stored -> {});
            producer.flush();
        }
    }

    /** A value with which a record alone in its batch takes so many bytes. */
    private static byte[] valueOfARecordOf(int batchBytes, String key) {
        byte[] value = new byte[batchBytes - 128];
        int without = sizeOfBatch(key, value);
        byte[] fitting = new byte[value.length + batchBytes - without];
        assertThat(sizeOfBatch(key, fitting)).isEqualTo(batchBytes);
        return fitting;
    }

    private static int sizeOfBatch(String key, byte[] value) {
        return MemoryRecords.withRecords(
                        Compression.NONE, new SimpleRecord(0L, key.getBytes(StandardCharsets.UTF_8), value))
                .sizeInBytes();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
