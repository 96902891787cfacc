package io.latentwatch.anpvs.network;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier as a list of layers: images in [0,1] in, one logit per class out.
 *
 * @param name of the architecture, for people
 * @param input shape of the images
 * @param layers in order, with different names; the last one makes the logits
 */
public record NetworkSpec(String name, ImageShape input, List<Layer> layers) {
    public NetworkSpec {
        layers = List.copyOf(layers);
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Layer.Dense)) {
            throw new IllegalArgumentException(
                    name + ": expected a dense layer for the logits at the end, found " + layers);
        }
        long names = layers.stream().map(Layer::name).distinct().count();
        if (names != layers.size()) {
            throw new IllegalArgumentException(
                    "%s: expected different names for %d layers, found %d different ones in %s"
                            .formatted(name, layers.size(), names, layers));
        }
    }

    /** LeNet-5-Caffe (specification section 1.1), without its gates: 431,080 parameters for 28x28 images and ten classes. */
    public static NetworkSpec leNet5Caffe(ImageShape input, int classes) {
        return new NetworkSpec(
                "lenet-5-caffe",
                input,
                List.of(
                        new Layer.Convolution("conv1", 20, 5),
                        new Layer.Relu("relu1"),
                        new Layer.MaxPool("pool1", 2),
                        new Layer.Convolution("conv2", 50, 5),
                        new Layer.Relu("relu2"),
                        new Layer.MaxPool("pool2", 2),
                        new Layer.Flatten("flatten"),
                        new Layer.Dense("dense1", 500),
                        new Layer.Relu("relu3"),
                        new Layer.Dense("dense2", classes)));
    }

    public int classes() {
        return ((Layer.Dense) layers.get(layers.size() - 1)).units();
    }

    /** The shape of each layer's input, and at the end that of the logits. */
    public List<ImageShape> shapes() {
        List<ImageShape> shapes = new ArrayList<>(List.of(input));
        for (Layer layer : layers) {
            shapes.add(layer.output(shapes.get(shapes.size() - 1)));
        }
        return List.copyOf(shapes);
    }

    /** All parameters in the order of the layers. */
    public List<Parameter> parameters() {
        List<ImageShape> shapes = shapes();
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            parameters.addAll(layers.get(i).parameters(shapes.get(i)));
        }
        return List.copyOf(parameters);
    }
}
