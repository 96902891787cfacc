package io.latentwatch.evaluation.alarm;

import io.latentwatch.detector.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the images of a stream are drawn from, with replacement.
 *
 * @param clean all clean images
 * @param byClass the clean images of each class by their labels, without classes that have none
 * @param attacked successfully attacked ones; may be empty
 * @param corrupted may be empty
 */
record ImagePools(
        List<Judgement> clean, List<List<Judgement>> byClass, List<Judgement> attacked, List<Judgement> corrupted) {
    /** Of clean images alone. */
    static ImagePools of(List<Judgement> clean, int[] labels) {
        List<List<Judgement>> byClass = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            while (byClass.size() <= labels[i]) {
                byClass.add(new ArrayList<>());
            }
            byClass.get(labels[i]).add(clean.get(i));
        }
        byClass.removeIf(List::isEmpty);
        return new ImagePools(clean, byClass, List.of(), List.of());
    }

    ImagePools with(List<Judgement> someAttacked, List<Judgement> someCorrupted) {
        return new ImagePools(clean, byClass, someAttacked, someCorrupted);
    }

    static Judgement draw(List<Judgement> pool, SplittableRandom random) {
        return pool.get(random.nextInt(pool.size()));
    }
}
