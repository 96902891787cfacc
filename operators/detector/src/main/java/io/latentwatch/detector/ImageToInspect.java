package io.latentwatch.detector;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.EncodedImage;

/**
 * One row of a batch.
 *
 * @param twinned whether the image's squeezed copy is run too; to be fixed before any score of the image is known
 */
public record ImageToInspect(EncodedImage image, boolean twinned) {
    public ImageToInspect {
        requireNonNull(image, "image is null");
    }
}
