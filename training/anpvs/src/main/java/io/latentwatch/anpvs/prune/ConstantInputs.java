package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.Layer;

/**
 * What a padded convolution adds to its outputs for input channels that are the same everywhere: at the borders less, as the
 * padding is zero.
 *
 * @param weight {@code [out, in, kernel, kernel]}, row-major
 * @param constant the value of each input channel
 */
record ConstantInputs(Layer.Convolution convolution, float[] weight, float[] constant) {
    /** The sums {@code [rows, height, width]}, row-major, for some of the outputs and a map of that size. */
    float[] map(int[] rows, int height, int width) {
        double[][] kernels = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            kernels[r] = kernel(rows[r]);
        }
        int inputHeight = height + convolution.kernel() - 1 - 2 * convolution.padding();
        int inputWidth = width + convolution.kernel() - 1 - 2 * convolution.padding();
        float[] map = new float[rows.length * height * width];
        for (int i = 0; i < map.length; i++) {
            int top = i / width % height - convolution.padding();
            int left = i % width - convolution.padding();
            map[i] = (float) sum(kernels[i / (height * width)], top, left, inputHeight, inputWidth);
        }
        return map;
    }

    /** The kernel of the sum of all constant channels. */
    private double[] kernel(int row) {
        int area = convolution.kernel() * convolution.kernel();
        double[] kernel = new double[area];
        for (int c = 0; c < constant.length; c++) {
            for (int a = 0; a < area; a++) {
                kernel[a] += (double) constant[c] * weight[(row * constant.length + c) * area + a];
            }
        }
        return kernel;
    }

    /** Of the kernel at that place what lies inside the input. */
    private double sum(double[] kernel, int top, int left, int inputHeight, int inputWidth) {
        double sum = 0;
        for (int a = 0; a < kernel.length; a++) {
            int y = top + a / convolution.kernel();
            int x = left + a % convolution.kernel();
            if (y >= 0 && y < inputHeight && x >= 0 && x < inputWidth) {
                sum += kernel[a];
            }
        }
        return sum;
    }
}
