package io.latentwatch.evaluation.attack;

import static java.util.Objects.requireNonNull;

import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Collections;
import java.util.List;

/**
 * Attacked images and what broke them.
 *
 * @param brokenBy for each image the name of the part of the attack that broke it, {@link #CLEAN} if it was misclassified before,
 *     {@link #NOTHING} if it stands or the attack has no parts
 */
public record AttackOutcome(ImageBatch images, List<String> brokenBy) {
    public static final String CLEAN = "clean";
    public static final String NOTHING = "";

    public AttackOutcome {
        requireNonNull(images, "images is null");
        brokenBy = List.copyOf(brokenBy);
        if (brokenBy.size() != images.count()) {
            throw new IllegalArgumentException("expected %d entries of what broke the images, found %d"
                    .formatted(images.count(), brokenBy.size()));
        }
    }

    static AttackOutcome unattributed(ImageBatch images) {
        return new AttackOutcome(images, Collections.nCopies(images.count(), NOTHING));
    }
}
