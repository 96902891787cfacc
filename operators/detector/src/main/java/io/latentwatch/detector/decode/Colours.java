package io.latentwatch.detector.decode;

/** Grey to colour and back. */
final class Colours {
    private Colours() {}

    static Pixels toChannels(Pixels pixels, int channels) {
        if (pixels.channels() == channels) {
            return pixels;
        }
        return channels == 1 ? toGrey(pixels) : toColour(pixels);
    }

    /** Luma of ITU-R BT.601, rounded: 0.299 red + 0.587 green + 0.114 blue. */
    private static Pixels toGrey(Pixels pixels) {
        byte[] colour = pixels.values();
        byte[] grey = new byte[pixels.height() * pixels.width()];
        for (int i = 0; i < grey.length; i++) {
            int red = colour[3 * i] & 0xff;
            int green = colour[3 * i + 1] & 0xff;
            int blue = colour[3 * i + 2] & 0xff;
            grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
        }
        return new Pixels(grey, pixels.height(), pixels.width(), 1);
    }

    private static Pixels toColour(Pixels pixels) {
        byte[] grey = pixels.values();
        byte[] colour = new byte[grey.length * 3];
        for (int i = 0; i < grey.length; i++) {
            colour[3 * i] = grey[i];
            colour[3 * i + 1] = grey[i];
            colour[3 * i + 2] = grey[i];
        }
        return new Pixels(colour, pixels.height(), pixels.width(), 3);
    }
}
