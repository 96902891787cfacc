package io.latentwatch.detector.decode;

/**
 * A decoded image.
 *
 * @param values {@code height x width x channels} unsigned bytes, rows first, channels last; not copied
 * @param channels 1 (grey) or 3 (red, green, blue)
 */
public record Pixels(byte[] values, int height, int width, int channels) {
    public Pixels {
        if (values.length != (long) height * width * channels) {
            throw new IllegalArgumentException("%d x %d x %d pixels take %d bytes, found %d"
                    .formatted(height, width, channels, (long) height * width * channels, values.length));
        }
    }

    /**
     * The same image in grey or in colour: grey becomes three equal channels, colour becomes its luma. Itself where nothing changes.
     *
     * @param wanted 1 or 3
     */
    public Pixels withChannels(int wanted) {
        return Colours.toChannels(this, wanted);
    }

    /** The same image in another size, both at least 1, by the filter that brings images to a bundle's input. */
    public Pixels stretched(int wantedHeight, int wantedWidth) {
        return Resampling.stretch(this, wantedHeight, wantedWidth);
    }
}
