package io.latentwatch.detector.decode;

import io.latentwatch.bundle.Manifest.Resize;

/**
 * Brings an image to another size by a separable triangle filter whose support grows when shrinking (bilinear with antialiasing), sampled at pixel
 * centres.
 */
final class Resampling {
    private Resampling() {}

    /** The image at {@code height x width}, as the mode says; the mode must not be NONE. */
    static Pixels toSize(Pixels pixels, Resize resize, int height, int width) {
        return switch (resize.mode()) {
            case STRETCH -> stretch(pixels, height, width);
            case SHORTER_SIDE_THEN_CENTRE_CROP -> centreCrop(shorterSide(pixels, resize.shorterSide()), height, width);
            case NONE -> throw new IllegalArgumentException("the mode NONE resizes nothing");
        };
    }

    private static Pixels shorterSide(Pixels pixels, int shorterSide) {
        int shorter = Math.min(pixels.height(), pixels.width());
        int height = (int) ((long) pixels.height() * shorterSide / shorter);
        int width = (int) ((long) pixels.width() * shorterSide / shorter);
        return stretch(pixels, height, width);
    }

    private static Pixels centreCrop(Pixels pixels, int height, int width) {
        int top = (pixels.height() - height) / 2;
        int left = (pixels.width() - width) / 2;
        int channels = pixels.channels();
        byte[] cut = new byte[height * width * channels];
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * pixels.width() + left) * channels;
            System.arraycopy(pixels.values(), from, cut, y * width * channels, width * channels);
        }
        return new Pixels(cut, height, width, channels);
    }

    static Pixels stretch(Pixels pixels, int height, int width) {
        if (pixels.height() == height && pixels.width() == width) {
            return pixels;
        }
        int channels = pixels.channels();
        float[] narrowed = alongRows(pixels, Filter.of(pixels.width(), width));
        Filter vertical = Filter.of(pixels.height(), height);
        byte[] result = new byte[height * width * channels];
        int rowLength = width * channels;
        for (int y = 0; y < height; y++) {
            float[] weights = vertical.weights[y];
            for (int x = 0; x < rowLength; x++) {
                float sum = 0;
                for (int i = 0; i < weights.length; i++) {
                    sum += weights[i] * narrowed[(vertical.first[y] + i) * rowLength + x];
                }
                result[y * rowLength + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
            }
        }
        return new Pixels(result, height, width, channels);
    }

    private static float[] alongRows(Pixels pixels, Filter filter) {
        int channels = pixels.channels();
        int width = filter.first.length;
        byte[] values = pixels.values();
        float[] narrowed = new float[pixels.height() * width * channels];
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < width; x++) {
                float[] weights = filter.weights[x];
                for (int c = 0; c < channels; c++) {
                    float sum = 0;
                    for (int i = 0; i < weights.length; i++) {
                        sum += weights[i] * (values[(y * pixels.width() + filter.first[x] + i) * channels + c] & 0xff);
                    }
                    narrowed[(y * width + x) * channels + c] = sum;
                }
            }
        }
        return narrowed;
    }

    /** For each place of the result: the first place of the origin that enters, and the weights from there on, which add up to 1. */
    private static final class Filter {
        private final int[] first;
        private final float[][] weights;

        private Filter(int[] first, float[][] weights) {
            this.first = first;
            this.weights = weights;
        }

        static Filter of(int from, int to) {
            double scale = (double) from / to;
            double support = Math.max(1, scale);
            int[] first = new int[to];
            float[][] weights = new float[to][];
            for (int place = 0; place < to; place++) {
                double centre = (place + 0.5) * scale;
                int start = Math.max(0, (int) Math.floor(centre - support));
                int end = Math.min(from, (int) Math.ceil(centre + support));
                first[place] = start;
                weights[place] = triangle(centre, support, start, end);
            }
            return new Filter(first, weights);
        }

        private static float[] triangle(double centre, double support, int start, int end) {
            double[] heights = new double[end - start];
            double sum = 0;
            for (int i = 0; i < heights.length; i++) {
                heights[i] = Math.max(0, 1 - Math.abs(start + i + 0.5 - centre) / support);
                sum += heights[i];
            }
            float[] weights = new float[heights.length];
            for (int i = 0; i < heights.length; i++) {
                weights[i] = (float) (heights[i] / sum);
            }
            return weights;
        }
    }
}
