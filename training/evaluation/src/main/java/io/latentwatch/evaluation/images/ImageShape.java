package io.latentwatch.evaluation.images;

/** The shape of one image, all at least 1; pixels are stored channels first in floats and channels last in bytes. */
public record ImageShape(int channels, int height, int width) {
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "channels, height and width must be positive, found %dx%dx%d".formatted(channels, height, width));
        }
    }

    /** The number of values of one image. */
    public int size() {
        return channels * height * width;
    }
}
