package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;
import java.util.Map;

/**
 * What one image costs, counted as the released code counts (training/METHOD.md): gates, batch normalisation, dropout,
 * selections and standardisation are free.
 *
 * @param flops additions and multiplications: 2 k k Cin - 1 for each output of a convolution, plus bias and activation; 1 for each of a shift; 4 for
 *     each output of a pool; (2 in - 1) out + out + out of a dense layer, the last out not for logits other than VGG's
 * @param paperMemory k k Cin Ho Wo (the unfolded input) + k k Cin Cout of a convolution, in out + out of a dense layer, 2 Cout
 *     or 2 in for a batch normalisation behind it; in VGG the dense terms are counted once for each convolution, as the
 *     released code does by an oversight
 * @param memory the same with the dense terms counted once
 * @param parameters trained values, biases included
 */
public record NetworkCost(long flops, long paperMemory, long memory, long parameters) {
    /** With every gate open. */
    public static NetworkCost of(NetworkSpec spec) {
        return of(spec, Map.of());
    }

    /**
     * As if closed gates removed exactly their own features: the paper's count. A dense layer behind a gate of single positions
     * is counted with the open positions, whatever the channels before it.
     *
     * @param openGates numbers of open features by gate name; a gate that is not named is open
     */
    public static NetworkCost of(NetworkSpec spec, Map<String, Integer> openGates) {
        Counter counter = new Counter(spec, openGates);
        List<ImageShape> shapes = spec.shapes();
        for (int i = 0; i < spec.layers().size(); i++) {
            counter.count(spec.layers().get(i), shapes.get(i), shapes.get(i + 1));
        }
        return counter.cost();
    }

    private static final class Counter {
        private final NetworkSpec spec;
        private final Map<String, Integer> openGates;
        private long features;
        private long flops;
        private long convolutionMemory;
        private long denseMemory;
        private long parameters;
        private int convolutions;

        Counter(NetworkSpec spec, Map<String, Integer> openGates) {
            this.spec = spec;
            this.openGates = openGates;
            this.features = spec.input().channels();
        }

        void count(Layer layer, ImageShape input, ImageShape output) {
            long area = (long) output.height() * output.width();
            if (layer instanceof Layer.Convolution convolution) {
                long outputs = openBehind(layer, convolution.channels());
                long window = (long) convolution.kernel() * convolution.kernel() * features;
                flops += (2 * window + 1) * outputs * area;
                convolutionMemory += window * area + window * outputs;
                parameters += window * outputs + outputs;
                convolutions++;
                if (normalised(layer)) {
                    convolutionMemory += 2 * outputs;
                    parameters += 2 * outputs;
                }
                features = outputs;
            } else if (layer instanceof Layer.Dense dense) {
                long outputs = openBehind(layer, dense.units());
                boolean logits = layer.equals(spec.layers().get(spec.layers().size() - 1));
                flops += 2 * features * outputs + (logits && !vgg() ? 0 : outputs);
                denseMemory += features * outputs + outputs;
                parameters += features * outputs + outputs;
                if (normalised(layer)) {
                    denseMemory += 2 * features;
                    parameters += 2 * outputs;
                }
                features = outputs;
            } else if (layer instanceof Layer.Shift) {
                flops += output.size();
                parameters += output.size();
            } else if (layer instanceof Layer.MaxPool) {
                flops += 4 * features * area;
            } else if (layer instanceof Layer.Flatten) {
                features *= (long) input.height() * input.width();
            } else if (layer instanceof Layer.Gate && openGates.containsKey(layer.name())) {
                features = openGates.get(layer.name());
            } else if (layer instanceof Layer.Select select) {
                features = select.positions().size();
            }
        }

        NetworkCost cost() {
            long repeated = vgg() ? convolutions : 1;
            return new NetworkCost(
                    flops, convolutionMemory + repeated * denseMemory, convolutionMemory + denseMemory, parameters);
        }

        private boolean vgg() {
            return spec.name().startsWith("vgg");
        }

        /** The outputs of a weighted layer that the gate on them, if there is one before the next weighted layer, leaves open. */
        private long openBehind(Layer weighted, int outputs) {
            int position = spec.layers().indexOf(weighted);
            for (Layer layer : spec.layers().subList(position + 1, spec.layers().size())) {
                if (layer instanceof Layer.Gate) {
                    return openGates.getOrDefault(layer.name(), outputs);
                }
                if (layer instanceof Layer.Flatten
                        || layer instanceof Layer.Convolution
                        || layer instanceof Layer.Dense) {
                    break;
                }
            }
            return outputs;
        }

        private boolean normalised(Layer weighted) {
            int position = spec.layers().indexOf(weighted);
            return spec.layers().stream()
                    .skip(position + 1L)
                    .filter(layer -> !(layer instanceof Layer.Gate))
                    .findFirst()
                    .filter(Layer.BatchNorm.class::isInstance)
                    .isPresent();
        }
    }
}
