package io.latentwatch.anpvs.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;

/**
 * One layer of a {@link NetworkSpec}: what it is, without any weights. Its name is the name of its node and of its output in
 * the exported graph; its parameters are called {@code <name>.weight} and {@code <name>.bias}.
 *
 * <p>Inputs and outputs of a layer have an {@link ImageShape}; a vector of n values is the shape n x 1 x 1. A layer's
 * <em>features</em> are its channels: what a gate switches. In a file a layer is an object whose {@code layer} names its kind.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "layer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Layer.Standardise.class, name = "standardise"),
    @JsonSubTypes.Type(value = Layer.Convolution.class, name = "convolution"),
    @JsonSubTypes.Type(value = Layer.Shift.class, name = "shift"),
    @JsonSubTypes.Type(value = Layer.BatchNorm.class, name = "batch-norm"),
    @JsonSubTypes.Type(value = Layer.Gate.class, name = "gate"),
    @JsonSubTypes.Type(value = Layer.KeepLargest.class, name = "keep-largest"),
    @JsonSubTypes.Type(value = Layer.Relu.class, name = "relu"),
    @JsonSubTypes.Type(value = Layer.MaxPool.class, name = "max-pool"),
    @JsonSubTypes.Type(value = Layer.Dropout.class, name = "dropout"),
    @JsonSubTypes.Type(value = Layer.Flatten.class, name = "flatten"),
    @JsonSubTypes.Type(value = Layer.Select.class, name = "select"),
    @JsonSubTypes.Type(value = Layer.Dense.class, name = "dense")
})
public sealed interface Layer {
    String name();

    /**
     * The shape of what the layer makes of an input of this shape.
     *
     * @throws IllegalArgumentException if it cannot take such an input
     */
    ImageShape output(ImageShape input);

    /** The layer's parameters for an input of this shape, weight before bias; empty if it has none. */
    default List<Parameter> parameters(ImageShape input) {
        return List.of();
    }

    /** Calls the method of the reader that is meant for this kind of layer. */
    <R> R accept(Reader<R> reader);

    /** A function of the kind of layer; a new kind makes every reader that lacks it fail to compile. */
    interface Reader<R> {
        R standardise(Standardise layer);

        R convolution(Convolution layer);

        R shift(Shift layer);

        R batchNorm(BatchNorm layer);

        R gate(Gate layer);

        R keepLargest(KeepLargest layer);

        R relu(Relu layer);

        R maxPool(MaxPool layer);

        R dropout(Dropout layer);

        R flatten(Flatten layer);

        R select(Select layer);

        R dense(Dense layer);
    }

    /**
     * Each image less its mean, divided by its standard deviation, over all its values. As the first layer it keeps attacks on
     * raw pixels. 1/n is added to the variance of n values (the released code takes the larger of the deviation and 1/sqrt(n)),
     * so that flat images have a gradient too.
     */
    record Standardise(String name) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.standardise(this);
        }
    }

    /**
     * Square convolution, stride 1, with bias.
     *
     * @param padding zeros at every side
     */
    record Convolution(String name, int channels, int kernel, int padding) implements Layer {
        public Convolution {
            if (channels < 1 || kernel < 1 || padding < 0) {
                throw new IllegalArgumentException(
                        "%s: expected channels and kernel of at least 1 and padding of at least 0, found %d, %d and %d"
                                .formatted(name, channels, kernel, padding));
            }
        }

        @Override
        public ImageShape output(ImageShape input) {
            int height = input.height() + 2 * padding - kernel + 1;
            int width = input.width() + 2 * padding - kernel + 1;
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException("%s: a kernel of %d does not fit into %s with a padding of %d"
                        .formatted(name, kernel, input, padding));
            }
            return new ImageShape(channels, height, width);
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            int area = kernel * kernel;
            return List.of(
                    Parameter.weight(
                            name,
                            List.of((long) channels, (long) input.channels(), (long) kernel, (long) kernel),
                            input.channels() * area,
                            channels * area),
                    Parameter.bias(name, channels));
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.convolution(this);
        }
    }

    /**
     * Adds a constant of its own to every position of every channel; its parameter is {@code <name>.map}, {@code [C, H, W]}.
     * Pruning leaves it behind a padded convolution where removed channels were constants and no zeros: at the borders fewer
     * of them were seen.
     */
    record Shift(String name) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            return List.of(new Parameter(
                    name + ".map",
                    List.of((long) input.channels(), (long) input.height(), (long) input.width()),
                    new Parameter.Constant(0),
                    true));
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.shift(this);
        }
    }

    /**
     * Batch normalisation of every feature (Ioffe and Szegedy, ICML 2015) with epsilon 1e-3 and a moving average of factor
     * 0.99, as the released code has it. It stands directly behind a weighted layer or its gate, so that an export can fold it.
     */
    record BatchNorm(String name) implements Layer {
        public static final float EPSILON = 1e-3f;
        public static final float MOVING_FACTOR = 0.99f;

        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            long features = input.channels();
            return List.of(
                    new Parameter(name + ".weight", List.of(features), new Parameter.Constant(1), true),
                    new Parameter(name + ".bias", List.of(features), new Parameter.Constant(0), true),
                    new Parameter(name + ".mean", List.of(features), new Parameter.Constant(0), false),
                    new Parameter(name + ".variance", List.of(features), new Parameter.Constant(1), false));
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.batchNorm(this);
        }
    }

    /**
     * Multiplies every feature with a beta-Bernoulli mask ({@link io.latentwatch.anpvs.mask.Masks}); where masks are off, lets
     * all through. Exports have no gates: what is left of them lies in the weights.
     *
     * @param start of the mask's unconstrained parameter a_uc; 2 means E[pi] = 0.68, -1 means 0.24 at b = 1
     */
    record Gate(String name, double start) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.gate(this);
        }
    }

    /**
     * Keeps the largest values of an image and sets the others to zero; values equal to the smallest one that is kept stay too.
     * To a gradient the choice is a constant. Before a ReLU it prunes the ReLU's activations.
     *
     * @param share of all values (channels, rows and columns together) that stays, in (0,1]; at least one does
     */
    record KeepLargest(String name, double share) implements Layer {
        public KeepLargest {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("%s: the share must lie in (0,1], found %s".formatted(name, share));
            }
        }

        /** How many values of an input stay. */
        public int count(ImageShape input) {
            return Math.max(1, (int) Math.round(share * input.size()));
        }

        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.keepLargest(this);
        }
    }

    /** max(x, 0). Its output is a tap: a latent that the detector can watch. */
    record Relu(String name) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.relu(this);
        }
    }

    /** Maximum over squares that do not overlap; what is left over at the border is dropped. */
    record MaxPool(String name, int size) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            if (size < 1 || input.height() < size || input.width() < size) {
                throw new IllegalArgumentException("%s: squares of %d do not fit into %s".formatted(name, size, input));
            }
            return new ImageShape(input.channels(), input.height() / size, input.width() / size);
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.maxPool(this);
        }
    }

    /**
     * In training sets values to zero and scales up what is left (Srivastava et al., JMLR 2014, inverted); else lets all through.
     *
     * @param probability of a value to be dropped, in [0,1)
     */
    record Dropout(String name, double probability) implements Layer {
        public Dropout {
            if (!(probability >= 0 && probability < 1)) {
                throw new IllegalArgumentException(
                        "%s: the probability must lie in [0,1), found %s".formatted(name, probability));
            }
        }

        @Override
        public ImageShape output(ImageShape input) {
            return input;
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.dropout(this);
        }
    }

    /** From channels, rows and columns to one vector, channel-major. */
    record Flatten(String name) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            return new ImageShape(input.size(), 1, 1);
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.flatten(this);
        }
    }

    /** The values of a vector at some positions; pruning leaves it where a gate stood on single positions of a map. */
    record Select(String name, List<Integer> positions) implements Layer {
        public Select {
            positions = List.copyOf(positions);
        }

        @Override
        public ImageShape output(ImageShape input) {
            requireVector(name, input);
            if (positions.stream().anyMatch(p -> p < 0 || p >= input.channels())) {
                throw new IllegalArgumentException(
                        "%s: expected positions in [0,%d), found %s".formatted(name, input.channels(), positions));
            }
            return new ImageShape(positions.size(), 1, 1);
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.select(this);
        }
    }

    /** Matrix product with bias, on a vector. */
    record Dense(String name, int units) implements Layer {
        public Dense {
            if (units < 1) {
                throw new IllegalArgumentException("%s: expected units of at least 1, found %d".formatted(name, units));
            }
        }

        @Override
        public ImageShape output(ImageShape input) {
            requireVector(name, input);
            return new ImageShape(units, 1, 1);
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            return List.of(
                    Parameter.weight(name, List.of((long) units, (long) input.channels()), input.channels(), units),
                    Parameter.bias(name, units));
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.dense(this);
        }
    }

    private static void requireVector(String name, ImageShape input) {
        if (input.height() != 1 || input.width() != 1) {
            throw new IllegalArgumentException(
                    "%s: takes a vector, found %s; put a flatten layer before it".formatted(name, input));
        }
    }
}
