package io.latentwatch.local.run;

import io.latentwatch.detector.images.IdxFile;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Grey 28x28 images of four shapes, somewhere, on noise: small data for a small network. */
final class ShapeImages {
    static final List<String> CLASSES = List.of("square", "disc", "bars", "cross");

    private static final int SIDE = 28;

    /** So many that none has images enough for an alarm of its own. */
    private static final int SOURCES = 200;

    private final Random random;
    private int made;

    ShapeImages(long seed) {
        this.random = new Random(seed);
    }

    /** A training and a test set, as the trainer reads them. */
    static void write(Path folder, int training, int test) throws IOException {
        Files.createDirectories(folder);
        ShapeImages images = new ShapeImages(1);
        images.write(folder, "train", training);
        images.write(folder, "t10k", test);
        Files.write(folder.resolve("classes.txt"), CLASSES);
    }

    private void write(Path folder, String set, int count) throws IOException {
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES.size());
            System.arraycopy(draw(labels[i], false), 0, pixels, i * SIDE * SIDE, SIDE * SIDE);
        }
        new IdxFile(List.of(count, SIDE, SIDE), pixels).write(folder.resolve(set + "-images-idx3-ubyte"));
        new IdxFile(List.of(count), labels).write(folder.resolve(set + "-labels-idx1-ubyte"));
    }

    /** So many for a topic, with their classes and ids of their own. */
    List<Image> images(String name, int count, boolean drifted) {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES.size());
            images.add(Image.newBuilder()
                    .setId(name + "/" + made++)
                    .setSource("camera-" + i % SOURCES)
                    .setEncoding(Encoding.RAW_UINT8)
                    .setHeight(SIDE)
                    .setWidth(SIDE)
                    .setChannels(1)
                    .setBytes(ByteBuffer.wrap(draw(label, drifted)))
                    .setLabel(label)
                    .setAttributes(Map.of())
                    .build());
        }
        return images;
    }

    /** A drifted one has half the contrast and a bright ground, as in fog. */
    private byte[] draw(int label, boolean drifted) {
        double row = 9 + random.nextInt(10);
        double column = 9 + random.nextInt(10);
        double size = 5 + 2 * random.nextDouble();
        int light = 150 + random.nextInt(60);
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int line = i / SIDE;
            boolean inside = inside(label, line - row, i % SIDE - column, size);
            int value = random.nextInt(45) + (inside ? light : 0);
            pixels[i] = (byte) (drifted ? 100 + value / 2 : value);
        }
        return pixels;
    }

    private static boolean inside(int label, double y, double x, double size) {
        boolean box = Math.abs(y) <= size && Math.abs(x) <= size;
        return switch (label) {
            case 0 -> box;
            case 1 -> y * y + x * x <= size * size;
            case 2 -> box && Math.floorMod((int) Math.round(y), 4) < 2;
            default -> box && (Math.abs(y) <= 1.5 || Math.abs(x) <= 1.5);
        };
    }
}
