package io.latentwatch.detector;

import static java.util.Objects.requireNonNull;

/** A feature's address: a channel of a convolution's tap or a unit of a dense layer's. */
public record Feature(String layer, int index) {
    public Feature {
        requireNonNull(layer, "layer is null");
    }
}
