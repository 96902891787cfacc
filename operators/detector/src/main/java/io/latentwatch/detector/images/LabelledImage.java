package io.latentwatch.detector.images;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One image of a set, with what is known about it. The judgement uses the image alone.
 *
 * @param id names the image, within its set as a rule
 * @param source the client or camera that the image comes from; empty when not known
 * @param label true class index, from 0
 * @param attributes what is carried for evaluation, such as {@code attack: pgd}
 * @param eventTimeMillis when the image was taken, milliseconds since 1970-01-01T00:00Z
 */
public record LabelledImage(
        String id,
        String source,
        EncodedImage image,
        OptionalInt label,
        Map<String, String> attributes,
        OptionalLong eventTimeMillis) {
    public LabelledImage {
        requireNonNull(id, "id is null");
        requireNonNull(source, "source is null");
        requireNonNull(image, "image is null");
        requireNonNull(label, "label is null");
        requireNonNull(eventTimeMillis, "eventTimeMillis is null");
        attributes = Map.copyOf(attributes);
        if (label.isPresent() && label.getAsInt() < 0) {
            throw new IllegalArgumentException(
                    "image %s: label is %d, expected a class index from 0".formatted(id, label.getAsInt()));
        }
    }

    /** An image of which nothing but its label may be known. */
    public LabelledImage(String id, EncodedImage image, OptionalInt label) {
        this(id, "", image, label, Map.of(), OptionalLong.empty());
    }
}
