package io.latentwatch.anpvs.network;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The paper's two networks, gates included (training/METHOD.md). A method that does not use masks leaves the
 * gates open, so every row of the table trains the same network.
 */
public final class Architectures {
    /** E[pi] = 0.24 at b = 1: where the released code starts LeNet's gates and VGG's dense ones. */
    private static final double DENSE_GATE_START = -1;
    /** E[pi] = 0.68 at b = 1: where the released code starts VGG's convolution gates. */
    private static final double CONVOLUTION_GATE_START = 2;

    private static final int[] VGG_CHANNELS = {64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512};
    private static final List<Integer> VGG_POOLED = List.of(2, 4, 7, 10, 13);

    private Architectures() {}

    /** LeNet-5-Caffe: 431,080 parameters and 1,370 gates for 28x28 images and ten classes. */
    public static NetworkSpec leNet5Caffe(ImageShape input, int classes) {
        return leNet5Caffe(input, classes, 1).withAllActivations();
    }

    /**
     * LeNet-5-Caffe whose three hidden layers keep their largest activations.
     *
     * @param share that each keeps, in (0,1]
     */
    public static NetworkSpec leNet5Caffe(ImageShape input, int classes, double share) {
        return new NetworkSpec(
                share == 1 ? "lenet-5-caffe" : "lenet-5-caffe-k" + share,
                input,
                List.of(
                        new Layer.Convolution("conv1", 20, 5, 0),
                        new Layer.Gate("gate1", DENSE_GATE_START),
                        new Layer.KeepLargest("keep1", share),
                        new Layer.Relu("relu1"),
                        new Layer.MaxPool("pool1", 2),
                        new Layer.Convolution("conv2", 50, 5, 0),
                        new Layer.Gate("gate2", DENSE_GATE_START),
                        new Layer.KeepLargest("keep2", share),
                        new Layer.Relu("relu2"),
                        new Layer.MaxPool("pool2", 2),
                        new Layer.Flatten("flatten"),
                        new Layer.Gate("gate3", DENSE_GATE_START),
                        new Layer.Dense("dense1", 500),
                        new Layer.KeepLargest("keep3", share),
                        new Layer.Relu("relu3"),
                        new Layer.Gate("gate4", DENSE_GATE_START),
                        new Layer.Dense("dense2", classes)));
    }

    /**
     * VGG-16 for 32x32 images: 14,991,946 parameters and 5,248 gates for ten classes at width 1.
     *
     * <p>The gates of the convolutions stand between batch normalisation and ReLU, where the released code has them before the
     * batch normalisation: a closed gate is then a zero that can be removed. Masks are never negative, so a gate before a ReLU
     * computes the same as one behind it.
     *
     * @param width factor of all channel counts, in (0,1]; at least 8 channels stay
     */
    public static NetworkSpec vgg16(ImageShape input, int classes, double width) {
        return vgg16("vgg-16", input, classes, width, false);
    }

    /**
     * VGG-16 with the gates of its convolutions before the batch normalisation, where the released code has them: behind it a
     * closed gate is a constant.
     *
     * @param width factor of all channel counts, in (0,1]; at least 8 channels stay
     */
    public static NetworkSpec vgg16PreBatchNorm(ImageShape input, int classes, double width) {
        return vgg16("vgg-16-pre-bn", input, classes, width, true);
    }

    private static NetworkSpec vgg16(
            String name, ImageShape input, int classes, double width, boolean gateBeforeBatchNorm) {
        if (!(width > 0 && width <= 1)) {
            throw new IllegalArgumentException("width must lie in (0,1], found " + width);
        }
        List<Layer> layers = new ArrayList<>(List.of(new Layer.Standardise("standardise")));
        for (int block = 1; block <= VGG_CHANNELS.length; block++) {
            layers.add(new Layer.Convolution("conv" + block, channels(VGG_CHANNELS[block - 1], width), 3, 1));
            Layer norm = new Layer.BatchNorm("norm" + block);
            Layer gate = new Layer.Gate("gate" + block, CONVOLUTION_GATE_START);
            layers.addAll(gateBeforeBatchNorm ? List.of(gate, norm) : List.of(norm, gate));
            layers.add(new Layer.Relu("relu" + block));
            layers.add(
                    VGG_POOLED.contains(block)
                            ? new Layer.MaxPool("pool" + block, 2)
                            : new Layer.Dropout("dropout" + block, block == 1 ? 0.3 : 0.4));
        }
        layers.add(new Layer.Flatten("flatten"));
        layers.add(new Layer.Gate("gate14", DENSE_GATE_START));
        layers.add(new Layer.Dense("dense14", channels(512, width)));
        layers.add(new Layer.BatchNorm("norm14"));
        layers.add(new Layer.Relu("relu14"));
        layers.add(new Layer.Gate("gate15", DENSE_GATE_START));
        layers.add(new Layer.Dense("dense15", classes));
        return new NetworkSpec(width == 1 ? name : name + "-x" + width, input, layers);
    }

    private static int channels(int full, double width) {
        return Math.max(8, (int) Math.round(full * width));
    }
}
