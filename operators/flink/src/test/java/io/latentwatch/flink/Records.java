package io.latentwatch.flink;

import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Records as a source would bring them. */
public final class Records {
    private Records() {}

    /** An image of one grey pixel. */
    public static Image image(String id, int pixel) {
        return Image.newBuilder()
                .setId(id)
                .setSource("camera")
                .setEncoding(Encoding.RAW_UINT8)
                .setHeight(1)
                .setWidth(1)
                .setChannels(1)
                .setBytes(ByteBuffer.wrap(new byte[] {(byte) pixel}))
                .setLabel(2)
                .setAttributes(Map.of("attack", "none"))
                .build();
    }

    /** The image at an offset of partition 0, with timestamp 1000. */
    public static ReceivedRecord record(long offset, Image image) {
        return record(offset, encode(image));
    }

    /** The value at an offset of partition 0, with timestamp 1000, a key and two headers. */
    public static ReceivedRecord record(long offset, byte[] value) {
        return new ReceivedRecord(
                "images",
                0,
                offset,
                1_000,
                bytes("key"),
                new String[] {"a", "b"},
                new byte[][] {bytes("1"), null},
                value);
    }

    public static byte[] encode(Image image) {
        try {
            return bytes(image.toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
