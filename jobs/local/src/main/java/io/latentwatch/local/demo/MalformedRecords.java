package io.latentwatch.local.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** One record for each way in which input is malformed. The same bytes at every call. */
public final class MalformedRecords {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int IHDR_LENGTH = 13;

    private MalformedRecords() {}

    /** All of them. */
    public static List<MalformedRecord> all() {
        byte[] png = png();
        byte[] whole = value("cut-record", Encoding.PNG, png);
        return List.of(
                new MalformedRecord("no-value", null, DeadLetterReason.UNDECODABLE_RECORD),
                new MalformedRecord(
                        "garbage", "this is no Avro record".getBytes(UTF_8), DeadLetterReason.UNDECODABLE_RECORD),
                new MalformedRecord(
                        "cut-record", Arrays.copyOf(whole, whole.length / 2), DeadLetterReason.UNDECODABLE_RECORD),
                new MalformedRecord(
                        "unknown-encoding",
                        value("unknown-encoding", Encoding.UNKNOWN, png),
                        DeadLetterReason.UNKNOWN_ENCODING),
                new MalformedRecord(
                        "cut-png",
                        value("cut-png", Encoding.PNG, Arrays.copyOf(png, png.length / 2)),
                        DeadLetterReason.TRUNCATED_IMAGE),
                new MalformedRecord(
                        "text-called-png",
                        value("text-called-png", Encoding.PNG, "not an image".getBytes(UTF_8)),
                        DeadLetterReason.CORRUPT_IMAGE),
                new MalformedRecord(
                        "huge-png",
                        value("huge-png", Encoding.PNG, pngThatClaims(60_000, 60_000)),
                        DeadLetterReason.TOO_LARGE),
                new MalformedRecord("short-raw", raw("short-raw", 28, 28, 1, 783), DeadLetterReason.TRUNCATED_IMAGE),
                new MalformedRecord(
                        "four-channels",
                        raw("four-channels", 28, 28, 4, 28 * 28 * 4),
                        DeadLetterReason.SHAPE_MISMATCH));
    }

    private static byte[] value(String id, Encoding encoding, byte[] bytes) {
        return ImageProducer.encode(Image.newBuilder()
                .setId(id)
                .setEncoding(encoding)
                .setBytes(ByteBuffer.wrap(bytes))
                .build());
    }

    private static byte[] raw(String id, int height, int width, int channels, int length) {
        return ImageProducer.encode(Image.newBuilder()
                .setId(id)
                .setEncoding(Encoding.RAW_UINT8)
                .setHeight(height)
                .setWidth(width)
                .setChannels(channels)
                .setBytes(ByteBuffer.allocate(length))
                .build());
    }

    /** A PNG file that is whole: 28 by 28 pixels, a ramp. */
    private static byte[] png() {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                image.getRaster().setSample(x, y, 0, 9 * ((x * y) % 28));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A PNG file of a few bytes whose header promises more. */
    private static byte[] pngThatClaims(int width, int height) {
        // IHDR: width, height, 8 bits, grey, deflate, no filter, not interlaced.
        byte[] header = ByteBuffer.allocate(IHDR_LENGTH)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .array();
        byte[] type = "IHDR".getBytes(US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(header);
        return ByteBuffer.allocate(PNG_SIGNATURE.length + 4 + type.length + header.length + 4)
                .put(PNG_SIGNATURE)
                .putInt(header.length)
                .put(type)
                .put(header)
                .putInt((int) crc.getValue())
                .array();
    }
}
