package io.latentwatch.evaluation.images;

/**
 * Turns an image about its centre and moves it. Values are read bilinearly between pixels; what comes in from outside repeats the edge.
 *
 * @param radians of rotation
 * @param down in pixels
 * @param right in pixels
 */
public record RigidMotion(double radians, double down, double right) {
    /**
     * The value at a place of the moved image, as floating point leaves it.
     *
     * @param image {@code [C, H, W]}; stays as it is
     * @param index of the place in it
     */
    public double at(float[] image, ImageShape shape, int index) {
        double middleRow = (shape.height() - 1) / 2.0;
        double middleColumn = (shape.width() - 1) / 2.0;
        int plane = shape.height() * shape.width();
        int line = index % plane / shape.width();
        double row = line - middleRow - down;
        double column = index % shape.width() - middleColumn - right;
        return between(
                image,
                index / plane * plane,
                shape,
                middleRow + Math.cos(radians) * row - Math.sin(radians) * column,
                middleColumn + Math.sin(radians) * row + Math.cos(radians) * column);
    }

    /** Bilinear between the pixels of a plane that begins at an index. */
    private static double between(float[] image, int from, ImageShape shape, double row, double column) {
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(column);
        double below = row - top;
        double beside = column - left;
        return (1 - below)
                        * ((1 - beside) * pixel(image, from, shape, top, left)
                                + beside * pixel(image, from, shape, top, left + 1))
                + below
                        * ((1 - beside) * pixel(image, from, shape, top + 1, left)
                                + beside * pixel(image, from, shape, top + 1, left + 1));
    }

    private static float pixel(float[] image, int from, ImageShape shape, int row, int column) {
        int y = Math.max(0, Math.min(shape.height() - 1, row));
        int x = Math.max(0, Math.min(shape.width() - 1, column));
        return image[from + y * shape.width() + x];
    }
}
