package io.latentwatch.local.run;

import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images that were tampered with, from a seed: bytes changed, cut, doubled; headers that lie with their sums in order; bombs; sizes that are none. */
final class FuzzedImages {
    private static final int PNG_SIGNATURE = 8;
    private static final int ONE_IN_BOMBS = 200;

    private final Random random;
    private final List<byte[]> pngs = new ArrayList<>();
    private final List<byte[]> jpegs = new ArrayList<>();
    private final List<byte[]> bombs = new ArrayList<>();

    private FuzzedImages(long seed) throws IOException {
        this.random = new Random(seed);
        for (Image image : DemoData.images(8)) {
            byte[] file = new byte[image.getBytes().remaining()];
            image.getBytes().duplicate().get(file);
            pngs.add(file);
        }
        for (int type :
                new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_USHORT_GRAY
                }) {
            pngs.add(file(noise(28, 28, type), "png", false));
        }
        pngs.add(file(noise(28, 28, BufferedImage.TYPE_4BYTE_ABGR), "png", false));
        pngs.add(file(noise(28, 28, BufferedImage.TYPE_BYTE_INDEXED), "png", false));
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            jpegs.add(file(noise(28, 28, type), "jpeg", false));
            jpegs.add(file(noise(28, 28, type), "jpeg", true));
        }
        byte[] progressive = file(new BufferedImage(3_000, 3_000, BufferedImage.TYPE_BYTE_GRAY), "jpeg", true);
        bombs.add(manyScans(progressive, 3_000));
        bombs.add(manyScans(jpegs.get(1), 3_000));
        bombs.add(pngOf(28, 28, 8, 0, deflated(64 << 20)));
        bombs.add(pngOf(4_000, 4_000, 8, 0, deflated(4_001 * 4_000)));
        bombs.add(pngOf(1_000, 1_000, 16, 6, deflated(8_001 * 1_000)));
        bombs.add(pngOf(1 << 30, 1, 1, 0, deflated(1 << 20)));
        bombs.add(pngOf(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 2, deflated(1 << 20)));
        bombs.add(withChunk(pngs.get(0), "zTXt", join(text("Comment\0\0"), deflated(64 << 20))));
        bombs.add(withChunk(pngs.get(0), "iCCP", join(text("profile\0\0"), deflated(64 << 20))));
    }

    /** So many of them, the same ones for the same seed. */
    static List<Image> of(long seed, int count) throws IOException {
        FuzzedImages fuzzed = new FuzzedImages(seed);
        List<Image> images = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Image image = i % ONE_IN_BOMBS == 0 ? fuzzed.bomb(i / ONE_IN_BOMBS) : fuzzed.image();
            image.setId("fuzzed-" + i);
            images.add(image);
        }
        return images;
    }

    private Image bomb(int index) {
        byte[] file = bombs.get(index % bombs.size());
        return image(file[0] == (byte) 0xFF ? Encoding.JPEG : Encoding.PNG, file, 0, 0, 0);
    }

    private Image image() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> image(Encoding.PNG, mutated(any(pngs)), 0, 0, 0);
            case 2, 3 -> image(Encoding.JPEG, mutated(any(jpegs)), 0, 0, 0);
            default -> raw();
        };
    }

    private byte[] mutated(byte[] file) {
        byte[] bytes = file.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> join(bytes, bytes);
                case 2 -> withoutAPart(bytes);
                case 3 -> withAnotherHeader(bytes);
                default -> withBytesChanged(bytes);
            };
        }
        return bytes;
    }

    private byte[] withBytesChanged(byte[] bytes) {
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private byte[] withoutAPart(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(64));
        return join(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
    }

    /** A PNG's first chunk with other numbers and the right sum; in a JPEG, other bytes near its beginning. */
    private byte[] withAnotherHeader(byte[] bytes) {
        if (bytes.length < PNG_SIGNATURE + 25) {
            return bytes;
        }
        if (bytes[0] == (byte) 0xFF) {
            bytes[2 + random.nextInt(Math.min(bytes.length - 2, 600))] ^= (byte) (1 << random.nextInt(8));
            return bytes;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int at = PNG_SIGNATURE + 8;
        switch (random.nextInt(4)) {
            case 0 -> header.putInt(at, random.nextInt(100) - 2);
            case 1 -> header.putInt(at + 4, random.nextInt(100) - 2);
            case 2 -> header.putInt(at + 4 * random.nextInt(2), random.nextInt());
            default -> header.put(at + 8 + random.nextInt(5), (byte) random.nextInt(18));
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, PNG_SIGNATURE + 4, 17);
        header.putInt(PNG_SIGNATURE + 21, (int) sum.getValue());
        return bytes;
    }

    private Image raw() {
        int[] sizes = {28, 28, 1, 0, -1, 27, 3, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE};
        byte[] bytes = new byte[random.nextBoolean() ? 784 : random.nextInt(3_000)];
        random.nextBytes(bytes);
        boolean whole = random.nextInt(3) == 0;
        return image(
                random.nextInt(20) == 0 ? Encoding.UNKNOWN : Encoding.RAW_UINT8,
                whole ? Arrays.copyOf(bytes, 784) : bytes,
                whole ? 28 : sizes[random.nextInt(sizes.length)],
                whole ? 28 : sizes[random.nextInt(sizes.length)],
                whole ? 1 : sizes[2 + random.nextInt(sizes.length - 2)]);
    }

    private byte[] any(List<byte[]> files) {
        return files.get(random.nextInt(files.size()));
    }

    private BufferedImage noise(int height, int width, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    private static Image image(Encoding encoding, byte[] bytes, int height, int width, int channels) {
        return Image.newBuilder()
                .setId("")
                .setEncoding(encoding)
                .setBytes(ByteBuffer.wrap(bytes))
                .setHeight(height)
                .setWidth(width)
                .setChannels(channels)
                .build();
    }

    private static byte[] file(BufferedImage image, String format, boolean progressive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (progressive) {
                how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** The last scan of a progressive file over and over. */
    private static byte[] manyScans(byte[] file, int scans) {
        int last = file.length - 2;
        while (file[last] != (byte) 0xFF || file[last + 1] != (byte) 0xDA) {
            last--;
        }
        byte[] scan = Arrays.copyOfRange(file, last, file.length - 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(file, file.length - 2));
        for (int i = 0; i < scans && out.size() < 3 << 20; i++) {
            out.writeBytes(scan);
        }
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
        return out.toByteArray();
    }

    private static byte[] pngOf(int width, int height, int bits, int colours, byte[] data) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .put((byte) colours)
                .array();
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
        return join(signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", new byte[0]));
    }

    private static byte[] withChunk(byte[] png, String type, byte[] data) {
        int headerEnd = PNG_SIGNATURE + 25;
        return join(Arrays.copyOf(png, headerEnd), chunk(type, data), Arrays.copyOfRange(png, headerEnd, png.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        CRC32 sum = new CRC32();
        sum.update(text(type));
        sum.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(text(type))
                .put(data)
                .putInt((int) sum.getValue())
                .array();
    }

    /** So many zeros, which take a thousandth of that. */
    private static byte[] deflated(int zeros) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(new byte[zeros]);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
