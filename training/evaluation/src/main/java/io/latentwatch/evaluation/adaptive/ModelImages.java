package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Clean images of every class that pass: what an attacked image is to look like to the detector. */
public final class ModelImages {
    private static final int BATCH = 200;
    private static final int ENOUGH = 50;

    private final List<List<Model>> byClass;

    private ModelImages(List<List<Model>> byClass) {
        this.byClass = byClass;
    }

    /**
     * A clean image.
     *
     * @param pixels {@code [C, H, W]}
     * @param row what is observed of it
     */
    @SuppressWarnings("ArrayRecordComponent") // shared, never compared
    record Model(float[] pixels, float[] row) {}

    /** The first ones of each class that the network has right and the guard lets pass, at most {@value #ENOUGH}. */
    public static ModelImages of(LabelledImages images, InputGradient surrogate, ObservedRow layout, Guard guard) {
        List<List<Model>> byClass = new ArrayList<>();
        for (int k = 0; k < layout.classes(); k++) {
            byClass.add(new ArrayList<>());
        }
        for (int from = 0; from < images.count() && isShort(byClass); from += BATCH) {
            ImageBatch batch = images.slice(from, BATCH).toBatch();
            float[] rows = surrogate.logits(batch);
            for (int i = 0; i < batch.count(); i++) {
                float[] row = Arrays.copyOfRange(rows, i * layout.width(), (i + 1) * layout.width());
                List<Model> models = byClass.get(batch.labels()[i]);
                if (models.size() < ENOUGH && layout.predicted(row) == batch.labels()[i] && !guard.flags(row)) {
                    models.add(new Model(batch.image(i), row));
                }
            }
        }
        return new ModelImages(byClass);
    }

    private static boolean isShort(List<List<Model>> byClass) {
        return byClass.stream().anyMatch(models -> models.size() < ENOUGH);
    }

    /** One of a class at random; empty if there is none. */
    Optional<Model> draw(int ofClass, SplittableRandom draws) {
        List<Model> models = byClass.get(ofClass);
        return models.isEmpty() ? Optional.empty() : Optional.of(models.get(draws.nextInt(models.size())));
    }
}
