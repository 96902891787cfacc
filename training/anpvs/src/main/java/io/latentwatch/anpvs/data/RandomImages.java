package io.latentwatch.anpvs.data;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.SplittableRandom;

/**
 * Images that show nothing: in each channel random grey values at the corners of a coarse grid, linear in between, and noise upon them. Neighbouring
 * pixels are alike as in photographs, so that files of them compress and filters answer to them.
 */
public final class RandomImages {
    private static final int CELLS = 4;
    private static final int NOISE = 8;

    private RandomImages() {}

    /** So many images; their classes follow one another, 0, 1, … and again, and mean nothing. */
    public static LabelledImages of(ImageShape shape, int classes, int count, SplittableRandom random) {
        byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
        byte[] labels = new byte[count];
        for (int image = 0; image < count; image++) {
            labels[image] = (byte) (image % classes);
            for (int channel = 0; channel < shape.channels(); channel++) {
                draw(pixels, image * shape.size() + channel, shape, random);
            }
        }
        return new LabelledImages(shape, pixels, labels);
    }

    /** Draws one channel, whose pixels stand {@code channels} bytes apart from {@code first} on. */
    private static void draw(byte[] pixels, int first, ImageShape shape, SplittableRandom random) {
        double[] corners = random.doubles((CELLS + 1) * (CELLS + 1))
                .map(value -> 255 * value)
                .toArray();
        int at = first;
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                double smooth =
                        between(corners, (double) CELLS * y / shape.height(), (double) CELLS * x / shape.width());
                long value = Math.round(smooth) + random.nextInt(-NOISE, NOISE + 1);
                pixels[at] = (byte) Math.max(0, Math.min(255, value));
                at += shape.channels();
            }
        }
    }

    private static double between(double[] corners, double down, double across) {
        int row = (int) down;
        int column = (int) across;
        int corner = row * (CELLS + 1) + column;
        double top = mix(corners[corner], corners[corner + 1], across - column);
        double bottom = mix(corners[corner + CELLS + 1], corners[corner + CELLS + 2], across - column);
        return mix(top, bottom, down - row);
    }

    private static double mix(double from, double to, double share) {
        return from + share * (to - from);
    }
}
