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
     * The values of the moved image, as floating point leaves them.
     *
     * @param image {@code [C, H, W]}; stays as it is
     */
    public double[] of(float[] image, ImageShape shape) {
        double cosine = Math.cos(radians);
        double sine = Math.sin(radians);
        double middleRow = (shape.height() - 1) / 2.0;
        double middleColumn = (shape.width() - 1) / 2.0;
        int plane = shape.height() * shape.width();
        double[] moved = new double[image.length];
        for (int i = 0; i < moved.length; i++) {
            int line = i % plane / shape.width();
            double row = line - middleRow - down;
            double column = i % shape.width() - middleColumn - right;
            moved[i] = Bilinear.at(
                    image,
                    i / plane * plane,
                    shape.height(),
                    shape.width(),
                    middleRow + cosine * row - sine * column,
                    middleColumn + sine * row + cosine * column,
                    Bilinear::repeated);
        }
        return moved;
    }
}
