package io.latentwatch.anpvs.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A {@link NetworkSpec} with weights, as DJL computes it.
 *
 * <p>Convolution weights lie channels-last in memory, which PyTorch's CPU kernels like better by a factor of about two; their
 * logical shape stays {@code [out, in, height, width]}. The arrays live in this network's manager until {@link #close}.
 */
public final class DjlNetwork implements AutoCloseable {
    private final NDManager manager;
    private NetworkSpec spec;
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
            array.setRequiresGradient(parameter.trained());
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

    /**
     * Computes from now on with other layers and the same parameters.
     *
     * @throws IllegalArgumentException if the parameters would differ
     */
    public void setLayers(NetworkSpec other) {
        if (!other.parameters().equals(spec.parameters())) {
            throw new IllegalArgumentException("%s: expected layers with the parameters %s, found those of %s with %s"
                    .formatted(spec.name(), spec.parameters(), other.name(), other.parameters()));
        }
        spec = other;
    }

    /** The live arrays by name, in the order of the layers. */
    public Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Copies of the weights by name, in logical row-major order. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        parameters.forEach((name, array) -> weights.put(name, values(array)));
        return weights;
    }

    /** A copy of an array's values in logical row-major order; leaves nothing with the array's manager. */
    public static float[] values(NDArray array) {
        try (NDManager scratch = array.getManager().newSubManager()) {
            // Values that lie channels-last are copied on the way out, by the manager of the array that is asked.
            NDArray view = array.stopGradient();
            view.attach(scratch);
            return view.toFloatArray();
        }
    }

    /** Changes a parameter in place, without a gradient of that; the array given is not to be kept. */
    public void change(String parameter, Consumer<NDArray> change) {
        try (NDArray view = parameters.get(parameter).stopGradient()) {
            change.accept(view);
        }
    }

    /** Gives a parameter other values, in logical row-major order, and leaves its gradient as it is. */
    public void set(String parameter, float[] values) {
        try (NDArray other = like(parameter, values)) {
            change(parameter, array -> array.muli(0f).addi(other));
        }
    }

    /** A copy of a parameter's gradient, in logical row-major order. */
    public float[] gradient(String parameter) {
        try (NDArray gradient = parameters.get(parameter).getGradient()) {
            return values(gradient);
        }
    }

    /** Adds to a parameter's gradient, in logical row-major order. */
    public void addToGradient(String parameter, float[] values) {
        try (NDArray gradient = parameters.get(parameter).getGradient();
                NDArray other = like(parameter, values)) {
            gradient.addi(other);
        }
    }

    private NDArray like(String parameter, float[] values) {
        long[] shape = parameters.get(parameter).getShape().getShape();
        return createChannelsLast(manager, values, Arrays.stream(shape).boxed().toList());
    }

    /** Whether the next computations keep what a gradient of the weights needs. Off while inputs are attacked. */
    public void setTrainable(boolean trainable) {
        for (Parameter parameter : spec.parameters()) {
            if (parameter.trained()) {
                parameters.get(parameter.name()).setRequiresGradient(trainable);
            }
        }
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

    /**
     * Logits {@code [N, K]} of images {@code [N, C, H, W]} in test mode; everything made on the way belongs to the images'
     * manager.
     *
     * @param gates masks by gate name, {@code [1, features]}; a gate that is not named is open
     */
    public NDArray logits(NDArray images, Map<String, NDArray> gates) {
        return forward(images, gates, false).logits();
    }

    /**
     * Logits and taps of images.
     *
     * @param gates masks by gate name, {@code [N, features]} or {@code [1, features]}; a gate that is not named is open
     * @param training whether batch normalisations use (and remember) the batch's statistics and dropout drops
     */
    public Activations forward(NDArray images, Map<String, NDArray> gates, boolean training) {
        Forward forward = new Forward(images, gates, training);
        spec.layers().forEach(layer -> forward.activation = layer.accept(forward));
        return new Activations(forward.activation, forward.taps);
    }

    /**
     * What a forward pass comes to.
     *
     * @param logits {@code [N, K]}
     * @param taps outputs of the ReLUs by name, {@code [N, C, H, W]} or {@code [N, F]}, in order
     */
    public record Activations(NDArray logits, Map<String, NDArray> taps) {}

    @Override
    public void close() {
        manager.close();
    }

    private final class Forward implements Layer.Reader<NDArray> {
        private final Map<String, NDArray> gates;
        private final boolean training;
        private final Map<String, NDArray> taps = new LinkedHashMap<>();
        private NDArray activation;

        Forward(NDArray images, Map<String, NDArray> gates, boolean training) {
            this.activation = images;
            this.gates = gates;
            this.training = training;
        }

        @Override
        public NDArray standardise(Layer.Standardise layer) {
            long values = activation.size() / activation.getShape().get(0);
            NDArray flat = activation.reshape(-1, values);
            NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
            NDArray variance = centred.square().mean(new int[] {1}, true);
            return centred.div(variance.add(1f / values).sqrt()).reshape(activation.getShape());
        }

        @Override
        public NDArray convolution(Layer.Convolution layer) {
            Shape one = new Shape(1, 1);
            return Conv2d.conv2d(
                            activation,
                            array(layer, "weight"),
                            array(layer, "bias"),
                            one,
                            new Shape(layer.padding(), layer.padding()))
                    .singletonOrThrow();
        }

        @Override
        public NDArray shift(Layer.Shift layer) {
            return activation.add(array(layer, "map"));
        }

        @Override
        public NDArray batchNorm(Layer.BatchNorm layer) {
            return BatchNorm.batchNorm(
                            activation,
                            array(layer, "mean"),
                            array(layer, "variance"),
                            array(layer, "weight"),
                            array(layer, "bias"),
                            -1,
                            Layer.BatchNorm.MOVING_FACTOR,
                            Layer.BatchNorm.EPSILON,
                            training)
                    .singletonOrThrow();
        }

        @Override
        public NDArray gate(Layer.Gate layer) {
            NDArray mask = gates.get(layer.name());
            if (mask == null) {
                return activation;
            }
            Shape shape = mask.getShape();
            return activation.mul(
                    activation.getShape().dimension() == 4 ? mask.reshape(shape.get(0), shape.get(1), 1, 1) : mask);
        }

        @Override
        public NDArray keepLargest(Layer.KeepLargest layer) {
            Shape shape = activation.getShape();
            NDArray flat = activation.stopGradient().reshape(shape.get(0), -1);
            ImageShape size = new ImageShape((int) (shape.size() / shape.get(0)), 1, 1);
            NDArray largest = flat.topK(layer.count(size), 1, true, false).get(0);
            NDArray kept = flat.gte(largest.min(new int[] {1}, true));
            return activation.mul(kept.toType(DataType.FLOAT32, false).reshape(shape));
        }

        @Override
        public NDArray relu(Layer.Relu layer) {
            NDArray output = Activation.relu(activation);
            taps.put(layer.name(), output);
            return output;
        }

        @Override
        public NDArray maxPool(Layer.MaxPool layer) {
            Shape square = new Shape(layer.size(), layer.size());
            return Pool.maxPool2d(activation, square, square, new Shape(0, 0), false);
        }

        @Override
        public NDArray dropout(Layer.Dropout layer) {
            return training
                    ? Dropout.dropout(activation, (float) layer.probability(), true)
                            .singletonOrThrow()
                    : activation;
        }

        @Override
        public NDArray flatten(Layer.Flatten layer) {
            return activation.reshape(activation.getShape().get(0), -1);
        }

        @Override
        public NDArray select(Layer.Select layer) {
            long[] positions =
                    layer.positions().stream().mapToLong(Integer::longValue).toArray();
            return activation.get(new NDIndex(":, {}", activation.getManager().create(positions)));
        }

        @Override
        public NDArray dense(Layer.Dense layer) {
            return Linear.linear(activation, array(layer, "weight"), array(layer, "bias"))
                    .singletonOrThrow();
        }

        private NDArray array(Layer layer, String parameter) {
            return parameters.get(layer.name() + "." + parameter);
        }
    }
}
