package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts gates and batch normalisations into the weights around them, so that {@link NetworkSpec#deployed} computes what the
 * network computes in test mode.
 *
 * <p>A gate or a normalisation directly behind a weighted layer scales that layer's outputs. A gate further on scales the
 * inputs of the next weighted layer: what lies between (ReLU, pool, flatten) lets a factor of at least 0 through.
 */
public final class Folding {
    private final Map<String, float[]> source;
    private final Map<String, float[]> gates;
    private final Map<String, float[]> folded = new LinkedHashMap<>();
    /** The weighted layer whose output is the present tensor, else null. */
    private String open;
    /** Factors of the present tensor's features that no weights have taken in yet, else null. */
    private float[] pending;

    private Folding(Map<String, float[]> source, Map<String, float[]> gates) {
        this.source = source;
        this.gates = gates;
    }

    /**
     * Weights for {@code spec.deployed()}.
     *
     * @param weights of the network, by parameter name
     * @param gates test-time masks by gate name; a gate that is not named is open
     */
    public static Map<String, float[]> fold(
            NetworkSpec spec, Map<String, float[]> weights, Map<String, float[]> gates) {
        Folding folding = new Folding(weights, gates);
        List<ImageShape> shapes = spec.shapes();
        for (int i = 0; i < spec.layers().size(); i++) {
            spec.layers().get(i).accept(folding.new Step(shapes.get(i)));
        }
        return folding.folded;
    }

    private final class Step implements Layer.Reader<Void> {
        private final ImageShape input;

        Step(ImageShape input) {
            this.input = input;
        }

        @Override
        public Void standardise(Layer.Standardise layer) {
            if (pending != null) {
                throw new IllegalArgumentException(layer.name()
                        + ": expected no gate before a standardisation, found one; put a weighted layer between");
            }
            return close();
        }

        @Override
        public Void convolution(Layer.Convolution layer) {
            return weighted(layer, input.channels());
        }

        @Override
        public Void dense(Layer.Dense layer) {
            return weighted(layer, input.channels());
        }

        @Override
        public Void shift(Layer.Shift layer) {
            folded.put(layer.name() + ".map", source.get(layer.name() + ".map").clone());
            return close();
        }

        @Override
        public Void batchNorm(Layer.BatchNorm layer) {
            if (open == null) {
                throw new IllegalArgumentException(layer.name()
                        + ": a batch normalisation can be exported only directly behind a weighted layer or its gate;"
                        + " move it there");
            }
            float[] scale = source.get(layer.name() + ".weight");
            float[] shift = source.get(layer.name() + ".bias");
            float[] mean = source.get(layer.name() + ".mean");
            float[] variance = source.get(layer.name() + ".variance");
            float[] factor = new float[scale.length];
            float[] bias = folded.get(open + ".bias");
            for (int k = 0; k < factor.length; k++) {
                factor[k] = (float) (scale[k] / Math.sqrt(variance[k] + Layer.BatchNorm.EPSILON));
                bias[k] -= mean[k];
            }
            scaleRows(factor);
            for (int k = 0; k < factor.length; k++) {
                bias[k] += shift[k];
            }
            return null;
        }

        @Override
        public Void gate(Layer.Gate layer) {
            float[] mask = gates.get(layer.name());
            if (mask == null) {
                return null;
            }
            if (open != null) {
                scaleRows(mask);
            } else {
                pending = pending == null ? mask.clone() : product(pending, mask);
            }
            return null;
        }

        @Override
        public Void keepLargest(Layer.KeepLargest layer) {
            if (pending != null) {
                throw new IllegalArgumentException(layer.name()
                        + ": a gate before it can be exported only directly behind a weighted layer; move it there");
            }
            return close();
        }

        @Override
        public Void relu(Layer.Relu layer) {
            return close();
        }

        @Override
        public Void maxPool(Layer.MaxPool layer) {
            return close();
        }

        @Override
        public Void dropout(Layer.Dropout layer) {
            return close();
        }

        @Override
        public Void flatten(Layer.Flatten layer) {
            if (pending != null) {
                pending = spread(pending, input.height() * input.width());
            }
            return close();
        }

        @Override
        public Void select(Layer.Select layer) {
            if (pending != null) {
                float[] selected = new float[layer.positions().size()];
                for (int i = 0; i < selected.length; i++) {
                    selected[i] = pending[layer.positions().get(i)];
                }
                pending = selected;
            }
            return close();
        }

        private Void close() {
            open = null;
            return null;
        }

        private Void weighted(Layer layer, int inputs) {
            float[] weight = source.get(layer.name() + ".weight").clone();
            float[] bias = source.get(layer.name() + ".bias").clone();
            if (pending != null) {
                int area = weight.length / bias.length / inputs;
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= pending[i / area % inputs];
                }
                pending = null;
            }
            folded.put(layer.name() + ".weight", weight);
            folded.put(layer.name() + ".bias", bias);
            open = layer.name();
            return null;
        }
    }

    private void scaleRows(float[] factors) {
        float[] weight = folded.get(open + ".weight");
        float[] bias = folded.get(open + ".bias");
        int row = weight.length / bias.length;
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= factors[i / row];
        }
        for (int k = 0; k < bias.length; k++) {
            bias[k] *= factors[k];
        }
    }

    private static float[] product(float[] left, float[] right) {
        float[] product = new float[left.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = left[i] * right[i];
        }
        return product;
    }

    /** From one value for each channel to one for each position of the flattened map. */
    static float[] spread(float[] perChannel, int area) {
        float[] perPosition = new float[perChannel.length * area];
        for (int i = 0; i < perPosition.length; i++) {
            perPosition[i] = perChannel[i / area];
        }
        return perPosition;
    }
}
