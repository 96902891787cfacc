package io.latentwatch.local.demo;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Image;

/** An image of the sample, with the name of the attack that made it, {@link SentImage#NO_ATTACK} if none did. */
record DemoImage(String attack, Image image) {
    DemoImage {
        requireNonNull(attack, "attack is null");
        requireNonNull(image, "image is null");
    }
}
