package io.latentwatch.evaluation.images;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Images as a network takes them, with their true classes.
 *
 * @param pixels float32 in [0,1], {@code [N, C, H, W]}; not copied
 * @param labels one class index per image, from 0; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // The attacks' inner loop: shared, never compared.
public record ImageBatch(ImageShape shape, float[] pixels, int[] labels) {
    public ImageBatch {
        requireNonNull(shape, "shape is null");
        if (pixels.length != labels.length * shape.size()) {
            throw new IllegalArgumentException("expected %d pixels for %d images of %s, found %d"
                    .formatted(labels.length * shape.size(), labels.length, shape, pixels.length));
        }
    }

    public int count() {
        return labels.length;
    }

    /** The same labels with other pixels. */
    public ImageBatch withPixels(float[] others) {
        return new ImageBatch(shape, others, labels);
    }

    /** The images from {@code from} on, {@code count} of them or as many as there are. */
    public ImageBatch slice(int from, int count) {
        int to = Math.min(count(), from + count);
        return new ImageBatch(
                shape,
                Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()),
                Arrays.copyOfRange(labels, from, to));
    }

    /** The images at these positions, in this order. */
    public ImageBatch select(int[] positions) {
        float[] chosen = new float[positions.length * shape.size()];
        int[] chosenLabels = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(pixels, positions[i] * shape.size(), chosen, i * shape.size(), shape.size());
            chosenLabels[i] = labels[positions[i]];
        }
        return new ImageBatch(shape, chosen, chosenLabels);
    }

    /** The pixels of one image, {@code [C, H, W]}; a copy. */
    public float[] image(int index) {
        return Arrays.copyOfRange(pixels, index * shape.size(), (index + 1) * shape.size());
    }
}
