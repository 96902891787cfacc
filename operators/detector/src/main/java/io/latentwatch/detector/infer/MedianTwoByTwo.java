package io.latentwatch.detector.infer;

/**
 * The squeezer that smooths: each pixel becomes the median of itself and its neighbours above, to the left, and between these. The edge's pixels stand beyond
 * the edge once more. The median of four is the mean of the middle two; the authors' code, by SciPy, takes the larger of these.
 */
public record MedianTwoByTwo() implements Squeeze {
    static final String NAME = "median-2x2";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double[] squeeze(double[] pixels, int height, int width) {
        double[] smooth = new double[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int up = i / width % height == 0 ? i : i - width;
            int left = i % width == 0 ? 0 : 1;
            double first = Math.min(pixels[i], pixels[i - left]);
            double second = Math.max(pixels[i], pixels[i - left]);
            double third = Math.min(pixels[up], pixels[up - left]);
            double fourth = Math.max(pixels[up], pixels[up - left]);
            smooth[i] = (Math.max(first, third) + Math.min(second, fourth)) / 2;
        }
        return smooth;
    }

    @Override
    public String leaves() {
        return "the median of each pixel and its neighbours above and to the left";
    }
}
