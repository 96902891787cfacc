package io.latentwatch.reference.topic;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Position;

/**
 * An image with what labels and quarantines know it by.
 *
 * @param position of its record
 * @param imageId as its producer named it; of a bare file the record's key, empty where it has none
 * @param image its source and, where its producer gave one, its label
 */
public record PositionedImage(Position position, String imageId, LabelledImage image) {
    public PositionedImage {
        requireNonNull(position, "position is null");
        requireNonNull(imageId, "imageId is null");
        requireNonNull(image, "image is null");
    }
}
