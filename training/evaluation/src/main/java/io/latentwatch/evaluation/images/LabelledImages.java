package io.latentwatch.evaluation.images;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.IdxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images with their true classes.
 *
 * @param pixels unsigned bytes, {@code [N, H, W, C]} in row-major order; not copied, so it must not be changed
 * @param labels one class index per image, from 0; not copied either
 */
@SuppressWarnings("ArrayRecordComponent") // Tens of megabytes: read once, shared, never compared.
public record LabelledImages(ImageShape shape, byte[] pixels, byte[] labels) {
    public LabelledImages {
        requireNonNull(shape, "shape is null");
        if (pixels.length != (long) labels.length * shape.size()) {
            throw new IllegalArgumentException("expected %d bytes for %d images of %s, found %d"
                    .formatted((long) labels.length * shape.size(), labels.length, shape, pixels.length));
        }
    }

    /**
     * Reads grey images {@code [N, H, W]} or colour images {@code [N, H, W, 3]}, and their labels {@code [N]}, from two IDX files.
     *
     * @throws IOException if a file is no such IDX file, or the two hold different numbers of items
     */
    public static LabelledImages read(Path imagesFile, Path labelsFile) throws IOException {
        IdxFile images = IdxFile.read(imagesFile);
        IdxFile labels = IdxFile.read(labelsFile);
        List<Integer> dimensions = images.dimensions();
        int channels = dimensions.size() == 4 ? dimensions.get(3) : 1;
        if (dimensions.size() < 3 || (channels != 1 && channels != 3)) {
            throw otherKind(imagesFile, images, "images [count, height, width] or [count, height, width, 1 or 3]");
        }
        if (labels.dimensions().size() != 1) {
            throw otherKind(labelsFile, labels, "labels [count]");
        }
        if (images.count() != labels.count()) {
            throw new IOException(
                    "%s holds %d images but %s holds %d labels, expected one label for each image; use two files of one set"
                            .formatted(imagesFile, images.count(), labelsFile, labels.count()));
        }
        return new LabelledImages(
                new ImageShape(channels, dimensions.get(1), dimensions.get(2)), images.data(), labels.data());
    }

    private static IOException otherKind(Path file, IdxFile found, String expected) {
        return new IOException("%s: expected %s, found dimensions %s; give the file of the other kind"
                .formatted(file, expected, found.dimensions()));
    }

    public int count() {
        return labels.length;
    }

    /** The class of one image. */
    public int label(int index) {
        return labels[index] & 0xff;
    }

    /** One more than the largest label. */
    public int classes() {
        int largest = 0;
        for (byte label : labels) {
            largest = Math.max(largest, label & 0xff);
        }
        return largest + 1;
    }

    /** The bytes of one image, {@code [H, W, C]}; a copy. */
    public byte[] image(int index) {
        return Arrays.copyOfRange(pixels, index * shape.size(), (index + 1) * shape.size());
    }

    /** The bytes of one image, {@code [C, H, W]}; a copy. */
    public byte[] channelsFirst(int index) {
        byte[] planes = new byte[shape.size()];
        int plane = shape.height() * shape.width();
        for (int i = 0; i < planes.length; i++) {
            planes[i % shape.channels() * plane + i / shape.channels()] = pixels[index * shape.size() + i];
        }
        return planes;
    }

    /** The images at these positions, in this order. */
    public LabelledImages select(int[] positions) {
        byte[] chosen = new byte[positions.length * shape.size()];
        byte[] chosenLabels = new byte[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(pixels, positions[i] * shape.size(), chosen, i * shape.size(), shape.size());
            chosenLabels[i] = labels[positions[i]];
        }
        return new LabelledImages(shape, chosen, chosenLabels);
    }

    /** All images, those at these positions first and in this order. */
    public LabelledImages startingWith(int[] positions) {
        boolean[] first = new boolean[count()];
        for (int position : positions) {
            first[position] = true;
        }
        IntStream others = IntStream.range(0, count()).filter(position -> !first[position]);
        return select(IntStream.concat(Arrays.stream(positions), others).toArray());
    }

    /** The images from {@code from} on, {@code count} of them or as many as there are. */
    public LabelledImages slice(int from, int count) {
        int to = (int) Math.min(count(), (long) from + count);
        return new LabelledImages(
                shape,
                Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()),
                Arrays.copyOfRange(labels, from, to));
    }

    /** All images as floats in [0,1], {@code [N, C, H, W]}. */
    public ImageBatch toBatch() {
        float[] values = new float[pixels.length];
        int channels = shape.channels();
        int plane = shape.height() * shape.width();
        for (int image = 0; image < count(); image++) {
            for (int i = 0; i < shape.size(); i++) {
                int channelsFirst = i % channels * plane + i / channels;
                values[image * shape.size() + channelsFirst] = (pixels[image * shape.size() + i] & 0xff) / 255f;
            }
        }
        int[] classes = new int[count()];
        Arrays.setAll(classes, this::label);
        return new ImageBatch(shape, values, classes);
    }

    /**
     * Writes {@code images-idx3-ubyte} and {@code labels-idx1-ubyte}: grey images as {@code [N, H, W]}, others as
     * {@code [N, H, W, C]} under the same name.
     */
    public void write(Path folder) throws IOException {
        List<Integer> dimensions = shape.channels() == 1
                ? List.of(count(), shape.height(), shape.width())
                : List.of(count(), shape.height(), shape.width(), shape.channels());
        new IdxFile(dimensions, pixels).write(folder.resolve("images-idx3-ubyte"));
        new IdxFile(List.of(count()), labels).write(folder.resolve("labels-idx1-ubyte"));
    }

    /** SHA-256 over the pixels and then the labels, in hexadecimal: the identity of the set, whatever its file format. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(pixels);
            digest.update(labels);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
