package io.latentwatch.anpvs.retrain;

import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The labelled images of a trigger, dealt out by seed.
 *
 * @param training what is trained on
 * @param holdOut trusted ones that decide whether the network is better
 */
record DriftedImages(List<LabelJoin.Labelled> training, List<LabelJoin.Labelled> holdOut) {
    DriftedImages {
        training = List.copyOf(training);
        holdOut = List.copyOf(holdOut);
    }

    /** Holds out the share of all of them, as far as there are trusted ones. */
    static DriftedImages of(List<LabelJoin.Labelled> labels, double holdOutShare, long seed) {
        List<LabelJoin.Labelled> shuffled = new ArrayList<>(labels);
        Collections.shuffle(shuffled, new Random(seed));
        long wanted = Math.round(holdOutShare * labels.size());
        List<LabelJoin.Labelled> training = new ArrayList<>();
        List<LabelJoin.Labelled> holdOut = new ArrayList<>();
        for (LabelJoin.Labelled labelled : shuffled) {
            (labelled.trusted() && holdOut.size() < wanted ? holdOut : training).add(labelled);
        }
        return new DriftedImages(training, holdOut);
    }

    /** Those images with their labels, each so often. */
    static LabelledImages images(
            ImageShape shape, List<FetchedImages.One> fetched, List<LabelJoin.Labelled> labels, int repeats) {
        byte[] pixels = new byte[Math.multiplyExact(labels.size() * repeats, shape.size())];
        byte[] classes = new byte[labels.size() * repeats];
        for (int i = 0; i < classes.length; i++) {
            LabelJoin.Labelled labelled = labels.get(i % labels.size());
            byte[] image = fetched.get(labelled.image()).pixels();
            System.arraycopy(image, 0, pixels, i * shape.size(), shape.size());
            classes[i] = (byte) labelled.label();
        }
        return new LabelledImages(shape, pixels, classes);
    }
}
