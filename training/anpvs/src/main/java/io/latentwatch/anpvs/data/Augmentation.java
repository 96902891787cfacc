package io.latentwatch.anpvs.data;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.SplittableRandom;

/**
 * What is done at random to each image of a training batch, before anything else sees it (training/METHOD.md).
 *
 * @param padding pixels of zero at each side before the crop, at least 1; 0 where there is no crop. The paper's value for 32x32
 *     images is 4
 */
public record Augmentation(Kind kind, int padding) {
    /** As it comes. */
    public static final Augmentation NONE = new Augmentation(Kind.NONE, 0);

    /** What is done. */
    public enum Kind {
        NONE,
        /**
         * The image is padded with zeros, a window of its own size is cut out at a uniformly random place, and with probability one
         * half the window is mirrored left to right.
         */
        CROP_AND_FLIP
    }

    public Augmentation {
        requireNonNull(kind, "augmentation.kind is null");
        if (kind == Kind.NONE ? padding != 0 : padding < 1) {
            throw new IllegalArgumentException("augmentation.padding must be %s with %s, found %d"
                    .formatted(kind == Kind.NONE ? "0" : "at least 1", kind, padding));
        }
    }

    public static Augmentation cropAndFlip(int padding) {
        return new Augmentation(Kind.CROP_AND_FLIP, padding);
    }

    /**
     * The batch with every image changed on its own; a new batch, or the very same one where nothing is done. Each image takes
     * three draws: the window's row, its column, and whether it is mirrored.
     */
    public ImageBatch apply(ImageBatch batch, SplittableRandom random) {
        if (kind == Kind.NONE) {
            return batch;
        }
        float[] changed = new float[batch.pixels().length];
        for (int image = 0; image < batch.count(); image++) {
            int down = random.nextInt(2 * padding + 1) - padding;
            int right = random.nextInt(2 * padding + 1) - padding;
            boolean mirrored = random.nextBoolean();
            window(batch, image, down, right, mirrored, changed);
        }
        return batch.withPixels(changed);
    }

    /** Puts the window that lies this far below and to the right of the image; what lies outside the image stays zero. */
    private static void window(ImageBatch batch, int image, int down, int right, boolean mirrored, float[] changed) {
        ImageShape shape = batch.shape();
        int width = shape.width();
        for (int channel = 0; channel < shape.channels(); channel++) {
            int plane = (image * shape.channels() + channel) * shape.height() * width;
            for (int row = Math.max(0, -down); row < Math.min(shape.height(), shape.height() - down); row++) {
                for (int column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
                    int target = mirrored ? width - 1 - column : column;
                    changed[plane + row * width + target] =
                            batch.pixels()[plane + (row + down) * width + column + right];
                }
            }
        }
    }
}
