package io.latentwatch.anpvs.retrain;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.HashList;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The data set that the bundle's network was trained on, dealt out as it was then: by the hashes that the bundle holds.
 *
 * @param training what its weights have seen
 * @param heldOut the rest of the training set, which they have not
 * @param test the test set
 */
record OriginalImages(LabelledImages training, LabelledImages heldOut, LabelledImages test) {
    /**
     * Reads the set.
     *
     * @throws IOException if it cannot be read, or is another one than the bundle was trained on
     */
    static OriginalImages of(LabelledData data, Bundle bundle) throws IOException {
        String file = BundleFiles.split("training");
        if (!bundle.has(file)) {
            throw new IOException(
                    bundle.where()
                            + ": expected hashes of the training images, found none; profile the network with --training-hashes");
        }
        long[] trainedOn = HashList.read(bundle.file(file), bundle.path(file));
        LabelledImages all = data.training();
        int[] seen = IntStream.range(0, all.count())
                .filter(i -> contains(trainedOn, all, i))
                .toArray();
        int[] unseen = IntStream.range(0, all.count())
                .filter(i -> !contains(trainedOn, all, i))
                .toArray();
        long distinct = Arrays.stream(trainedOn).distinct().count();
        if (seen.length < distinct / 2) {
            throw new IOException(
                    "--data (%s) holds %d of the %d images that the bundle %s was trained on, expected most of them; give its data set with --data"
                            .formatted(data.layout(), seen.length, distinct, bundle.id()));
        }
        OriginalImages images = new OriginalImages(all.select(seen), all.select(unseen), data.test());
        requireShape(images, bundle);
        return images;
    }

    private static boolean contains(long[] hashes, LabelledImages images, int image) {
        return Arrays.binarySearch(hashes, ImageHash.of(images.channelsFirst(image))) >= 0;
    }

    private static void requireShape(OriginalImages images, Bundle bundle) throws IOException {
        var input = bundle.manifest().input();
        ImageShape expected = new ImageShape(input.channels(), input.height(), input.width());
        int classes = Math.max(images.training().classes(), images.test().classes());
        if (!images.training().shape().equals(expected)
                || classes > bundle.manifest().classes().size()) {
            throw new IOException("--data holds images of %s and %d classes, the bundle %s takes %s and knows %d"
                    .formatted(
                            images.training().shape(),
                            classes,
                            bundle.id(),
                            expected,
                            bundle.manifest().classes().size()));
        }
    }
}
