package io.latentwatch.reference.graph;

import io.latentwatch.bundle.Manifest.Layout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user says of a classifier's input, where its file does not.
 *
 * @param layout order of the axes; empty: the axis of 1 or 3 holds the channels
 * @param size of the images; empty: the file fixes it
 */
public record InputForm(Optional<Layout> layout, Optional<Size> size) {
    /** Nothing is said: the file tells all. */
    public static final InputForm OF_THE_FILE = new InputForm(Optional.empty(), Optional.empty());

    /** Pixels. */
    public record Size(int height, int width) {
        private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,3})[xX]([1-9]\\d{0,3})");

        /**
         * Reads {@code HxW}.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public static Size parse(String text) {
            Matcher sides = TEXT.matcher(text);
            if (!sides.matches()) {
                throw new IllegalArgumentException("--input-size is '" + text
                        + "', expected height x width in pixels, such as 224x224; say both sides");
            }
            return new Size(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
        }

        @Override
        public String toString() {
            return height + "x" + width;
        }
    }
}
