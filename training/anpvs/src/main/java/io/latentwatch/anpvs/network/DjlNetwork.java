package io.latentwatch.anpvs.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A {@link NetworkSpec} with weights, as DJL computes it.
 *
 * <p>Convolution weights lie channels-last in memory, which PyTorch's CPU kernels like better by a factor of about two; their
 * logical shape stays {@code [out, in, height, width]}. The arrays live in this network's manager until {@link #close}.
 */
public final class DjlNetwork implements AutoCloseable {
    private final NetworkSpec spec;
    private final NDManager manager;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    private DjlNetwork(NetworkSpec spec, NDManager manager) {
        this.spec = spec;
        this.manager = manager;
    }

    /** With fresh weights from a seed; they do not depend on DJL's own generator. */
    public static DjlNetwork initialised(NetworkSpec spec, SplittableRandom random, NDManager parent) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        spec.parameters().forEach(parameter -> weights.put(parameter.name(), parameter.initialValues(random)));
        return withWeights(spec, weights, parent);
    }

    /**
     * With weights that are given.
     *
     * @param weights by parameter name, in logical row-major order
     * @throws IllegalArgumentException if a parameter is missing or has another number of values
     */
    public static DjlNetwork withWeights(NetworkSpec spec, Map<String, float[]> weights, NDManager parent) {
        DjlNetwork network = new DjlNetwork(spec, parent.newSubManager());
        for (Parameter parameter : spec.parameters()) {
            float[] values = weights.get(parameter.name());
            if (values == null || values.length != parameter.size()) {
                network.close();
                throw new IllegalArgumentException(
                        "%s: expected %d values for %s, found %s; these weights belong to another network"
                                .formatted(
                                        spec.name(),
                                        parameter.size(),
                                        parameter.name(),
                                        values == null ? "none" : values.length));
            }
            NDArray array = createChannelsLast(network.manager, values, parameter.shape());
            array.setRequiresGradient(true);
            network.parameters.put(parameter.name(), array);
        }
        return network;
    }

    /** A tensor whose channels lie last in memory if it has four dimensions, as convolution weights have. */
    public static NDArray createChannelsLast(NDManager manager, float[] values, List<Long> shape) {
        if (shape.size() != 4) {
            return manager.create(values, new Shape(shape));
        }
        try (NDManager scratch = manager.newSubManager()) {
            int out = Math.toIntExact(shape.get(0));
            int in = Math.toIntExact(shape.get(1));
            int area = Math.toIntExact(shape.get(2) * shape.get(3));
            float[] reordered = new float[values.length];
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    for (int a = 0; a < area; a++) {
                        reordered[(o * area + a) * in + i] = values[(o * in + i) * area + a];
                    }
                }
            }
            // The copy is needed: a view would outlive the Java buffer that the original's memory is.
            NDArray channelsLast = scratch.create(reordered, new Shape(out, shape.get(2), shape.get(3), in))
                    .transpose(0, 3, 1, 2)
                    .duplicate();
            channelsLast.attach(manager);
            return channelsLast;
        }
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** The live arrays by name, in the order of the layers. */
    public Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Copies of the weights by name, in logical row-major order. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        parameters.forEach((name, array) -> weights.put(name, array.toFloatArray()));
        return weights;
    }

    /** Whether the next computations keep what a gradient of the weights needs. Off while inputs are attacked. */
    public void setTrainable(boolean trainable) {
        parameters.values().forEach(array -> array.setRequiresGradient(trainable));
    }

    /** The pixels as an array of that manager, {@code [N, C, H, W]}. */
    public NDArray input(NDManager batchManager, ImageBatch batch) {
        return batchManager.create(
                batch.pixels(),
                new Shape(
                        batch.count(),
                        batch.shape().channels(),
                        batch.shape().height(),
                        batch.shape().width()));
    }

    /** Logits {@code [N, K]} of images {@code [N, C, H, W]}; everything made on the way belongs to the images' manager. */
    public NDArray logits(NDArray images) {
        NDArray activation = images;
        for (Layer layer : spec.layers()) {
            activation = layer.accept(new Forward(activation));
        }
        return activation;
    }

    @Override
    public void close() {
        manager.close();
    }

    private final class Forward implements Layer.Reader<NDArray> {
        private final NDArray input;

        Forward(NDArray input) {
            this.input = input;
        }

        @Override
        public NDArray convolution(Layer.Convolution layer) {
            return Conv2d.conv2d(input, weight(layer), bias(layer)).singletonOrThrow();
        }

        @Override
        public NDArray relu(Layer.Relu layer) {
            return Activation.relu(input);
        }

        @Override
        public NDArray maxPool(Layer.MaxPool layer) {
            Shape square = new Shape(layer.size(), layer.size());
            return Pool.maxPool2d(input, square, square, new Shape(0, 0), false);
        }

        @Override
        public NDArray flatten(Layer.Flatten layer) {
            return input.reshape(input.getShape().get(0), -1);
        }

        @Override
        public NDArray dense(Layer.Dense layer) {
            return Linear.linear(input, weight(layer), bias(layer)).singletonOrThrow();
        }

        private NDArray weight(Layer layer) {
            return parameters.get(layer.name() + ".weight");
        }

        private NDArray bias(Layer layer) {
            return parameters.get(layer.name() + ".bias");
        }
    }
}
