package io.latentwatch.anpvs;

import io.latentwatch.detector.images.IdxFile;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Three classes of 28x28 images that are easy to tell apart: a bright square at one of three places, on noise. */
public final class SyntheticImages {
    public static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    public static final int CLASSES = 3;

    private SyntheticImages() {}

    public static LabelledImages of(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * SHAPE.size()];
        byte[] labels = new byte[count];
        for (int image = 0; image < count; image++) {
            labels[image] = (byte) (image % CLASSES);
            int corner = 2 + 8 * (image % CLASSES);
            for (int i = 0; i < SHAPE.size(); i++) {
                int row = i / 28;
                int column = i % 28;
                boolean bright = row >= corner && row < corner + 8 && column >= corner && column < corner + 8;
                pixels[image * SHAPE.size() + i] = (byte) (random.nextInt(60) + (bright ? 150 : 0));
            }
        }
        return new LabelledImages(SHAPE, pixels, labels);
    }

    public static ImageBatch batch(int count, long seed) {
        return of(count, seed).toBatch();
    }

    /** Writes a training and a test set as MNIST's are called. */
    public static void write(Path folder, int training, int test) throws IOException {
        write(folder, "train", of(training, 1));
        write(folder, "t10k", of(test, 2));
    }

    private static void write(Path folder, String prefix, LabelledImages images) throws IOException {
        new IdxFile(List.of(images.count(), 28, 28), images.pixels())
                .write(folder.resolve(prefix + "-images-idx3-ubyte"));
        new IdxFile(List.of(images.count()), images.labels()).write(folder.resolve(prefix + "-labels-idx1-ubyte"));
    }
}
