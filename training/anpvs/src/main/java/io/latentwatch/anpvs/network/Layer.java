package io.latentwatch.anpvs.network;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;

/**
 * One layer of a {@link NetworkSpec}: what it is, without any weights. Its name is the name of its node and of its output in
 * the exported graph; its parameters are called {@code <name>.weight} and {@code <name>.bias}.
 *
 * <p>Inputs and outputs of a layer have an {@link ImageShape}; a vector of n values is the shape n x 1 x 1.
 */
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
        R convolution(Convolution layer);

        R relu(Relu layer);

        R maxPool(MaxPool layer);

        R flatten(Flatten layer);

        R dense(Dense layer);
    }

    /** Square convolution without padding, stride 1, with bias. */
    record Convolution(String name, int channels, int kernel) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            if (input.height() < kernel || input.width() < kernel) {
                throw new IllegalArgumentException(
                        "%s: a kernel of %d does not fit into %s".formatted(name, kernel, input));
            }
            return new ImageShape(channels, input.height() - kernel + 1, input.width() - kernel + 1);
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            int area = kernel * kernel;
            return List.of(
                    new Parameter(
                            name + ".weight",
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
            return new ImageShape(input.channels(), input.height() / size, input.width() / size);
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.maxPool(this);
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

    /** Matrix product with bias, on a vector. */
    record Dense(String name, int units) implements Layer {
        @Override
        public ImageShape output(ImageShape input) {
            if (input.height() != 1 || input.width() != 1) {
                throw new IllegalArgumentException(
                        "%s: takes a vector, found %s; put a Flatten before it".formatted(name, input));
            }
            return new ImageShape(units, 1, 1);
        }

        @Override
        public List<Parameter> parameters(ImageShape input) {
            return List.of(
                    new Parameter(
                            name + ".weight", List.of((long) units, (long) input.channels()), input.channels(), units),
                    Parameter.bias(name, units));
        }

        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.dense(this);
        }
    }
}
