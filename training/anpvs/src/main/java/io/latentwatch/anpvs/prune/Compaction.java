package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Removes what closed gates leave without effect: channels and units with the rows that make them and the columns that read
 * them. Where a gate closes single positions of a flattened map, the open ones are selected before the dense layer; a channel
 * whose positions are all closed goes altogether.
 *
 * <p>A channel that is closed before a batch normalisation is a constant behind it, and behind ReLU and pool. It goes too: a
 * dense layer, or a convolution without padding, takes what it added to its outputs into the bias; behind a padded convolution,
 * which sees less of it at the borders, a {@link Layer.Shift} adds it.
 *
 * <p>The compacted network computes what the masked one computes, up to the order in which floats are added.
 *
 * @param spec without gates
 * @param open of each weighted layer's outputs, in order, those that are left
 * @param read of each weighted layer's inputs, in order, those that are left
 */
public record Compaction(NetworkSpec spec, Map<String, int[]> open, Map<String, int[]> read) {
    /**
     * Decides what goes.
     *
     * @param gates test-time masks by gate name; a feature is closed where its mask is 0
     * @throws IllegalArgumentException if nothing would be left of a layer
     */
    public static Compaction of(NetworkSpec spec, Map<String, float[]> gates) {
        Set<String> readConstants = new HashSet<>();
        Map<String, boolean[]> inputs = openInputs(spec, gates, readConstants);
        return new Rebuilding(spec, inputs, readConstants).compaction();
    }

    /** Folded weights, as {@link Folding} gives them, cut down to what is left. */
    public Map<String, float[]> cut(Map<String, float[]> folded) {
        Map<String, float[]> cut = new LinkedHashMap<>();
        List<ImageShape> shapes = spec.shapes();
        // What each feature is everywhere if it is a constant. Of the others those that were removed were not read.
        float[] constants = new float[spec.input().channels()];
        for (int i = 0; i < spec.layers().size(); i++) {
            Layer layer = spec.layers().get(i);
            if (open.containsKey(layer.name())) {
                cutLayer(layer.name(), folded, cut);
                addConstants(i, folded, constants, cut);
                constants = folded.get(layer.name() + ".bias").clone();
            } else if (layer instanceof Layer.Relu) {
                for (int k = 0; k < constants.length; k++) {
                    constants[k] = Math.max(0, constants[k]);
                }
            } else if (layer instanceof Layer.Flatten) {
                constants = Folding.spread(
                        constants, shapes.get(i).height() * shapes.get(i).width());
            }
        }
        return cut;
    }

    /**
     * The other way round: weights for {@code full.deployed()} that compute the same, with zeros for all that was removed.
     *
     * @param full the network that this was made from
     * @param weights of {@link #spec}
     */
    public Map<String, float[]> spread(NetworkSpec full, Map<String, float[]> weights) {
        Map<String, float[]> spread = new LinkedHashMap<>();
        full.deployed().parameters().forEach(parameter -> spread.put(parameter.name(), new float[parameter.size()]));
        open.forEach((layer, rows) -> {
            float[] weight = spread.get(layer + ".weight");
            float[] bias = spread.get(layer + ".bias");
            int[] columns = read.get(layer);
            int area = kernelArea(layer);
            int inputs = weight.length / bias.length / area;
            for (int r = 0; r < rows.length; r++) {
                bias[rows[r]] = weights.get(layer + ".bias")[r];
                for (int c = 0; c < columns.length; c++) {
                    System.arraycopy(
                            weights.get(layer + ".weight"),
                            (r * columns.length + c) * area,
                            weight,
                            (rows[r] * inputs + columns[c]) * area,
                            area);
                }
            }
        });
        return spread;
    }

    private void cutLayer(String layer, Map<String, float[]> folded, Map<String, float[]> cut) {
        int[] rows = open.get(layer);
        float[] weight = folded.get(layer + ".weight");
        float[] bias = folded.get(layer + ".bias");
        int[] columns = read.get(layer);
        int area = kernelArea(layer);
        int inputs = weight.length / bias.length / area;
        if (columns.length > inputs) {
            throw new IllegalArgumentException(
                    "%s: expected weights of at least %d inputs, found %d".formatted(layer, columns.length, inputs));
        }
        float[] smaller = new float[rows.length * columns.length * area];
        float[] smallerBias = new float[rows.length];
        for (int r = 0; r < rows.length; r++) {
            smallerBias[r] = bias[rows[r]];
            for (int c = 0; c < columns.length; c++) {
                System.arraycopy(
                        weight, (rows[r] * inputs + columns[c]) * area, smaller, (r * columns.length + c) * area, area);
            }
        }
        cut.put(layer + ".weight", smaller);
        cut.put(layer + ".bias", smallerBias);
    }

    /** Gives a layer's outputs what its removed inputs added to them. */
    private void addConstants(int position, Map<String, float[]> folded, float[] constants, Map<String, float[]> cut) {
        Layer layer = spec.layers().get(position);
        float[] constant = constants.clone();
        for (int kept : read.get(layer.name())) {
            constant[kept] = 0;
        }
        float[] weight = folded.get(layer.name() + ".weight");
        int[] rows = open.get(layer.name());
        boolean last = position == spec.layers().size() - 1;
        if (!last && spec.layers().get(position + 1) instanceof Layer.Shift shift) {
            ConstantInputs inputs = new ConstantInputs((Layer.Convolution) layer, weight, constant);
            ImageShape shape = spec.shapes().get(position + 1);
            cut.put(shift.name() + ".map", inputs.map(rows, shape.height(), shape.width()));
            return;
        }
        if (IntStream.range(0, constant.length).allMatch(k -> constant[k] == 0)) {
            return;
        }
        float[] bias = cut.get(layer.name() + ".bias");
        int area = weight.length / folded.get(layer.name() + ".bias").length / constant.length;
        int row = constant.length * area;
        for (int r = 0; r < rows.length; r++) {
            double sum = bias[r];
            for (int w = 0; w < row; w++) {
                sum += (double) weight[rows[r] * row + w] * constant[w / area];
            }
            bias[r] = (float) sum;
        }
    }

    /** Weights of one output for each input: the kernel's of a convolution, one of a dense layer. */
    private int kernelArea(String layer) {
        return spec.layers().stream()
                .filter(candidate -> candidate.name().equals(layer) && candidate instanceof Layer.Convolution)
                .map(Layer.Convolution.class::cast)
                .mapToInt(convolution -> convolution.kernel() * convolution.kernel())
                .findFirst()
                .orElse(1);
    }

    /**
     * For each weighted layer which of its inputs carry anything; the last entry's outputs are the logits.
     *
     * @param readConstants is given the layers of whose other inputs some are constants and not zeros
     */
    private static Map<String, boolean[]> openInputs(
            NetworkSpec spec, Map<String, float[]> gates, Set<String> readConstants) {
        Map<String, boolean[]> inputs = new LinkedHashMap<>();
        List<ImageShape> shapes = spec.shapes();
        boolean[] open = all(spec.input().channels());
        boolean constants = false;
        for (int i = 0; i < spec.layers().size(); i++) {
            Layer layer = spec.layers().get(i);
            ImageShape shape = shapes.get(i);
            if (layer instanceof Layer.Convolution || layer instanceof Layer.Dense) {
                requireAny(layer, open);
                inputs.put(layer.name(), open);
                if (constants) {
                    readConstants.add(layer.name());
                }
                constants = false;
                open = all(shapes.get(i + 1).channels());
            } else if (layer instanceof Layer.Gate && gates.containsKey(layer.name())) {
                open = open.clone();
                float[] mask = gates.get(layer.name());
                for (int k = 0; k < open.length; k++) {
                    open[k] &= mask[k] > 0;
                }
            } else if (layer instanceof Layer.Flatten) {
                boolean[] channels = open;
                int area = shape.height() * shape.width();
                open = all(channels.length * area);
                for (int p = 0; p < open.length; p++) {
                    open[p] = channels[p / area];
                }
            } else if (layer instanceof Layer.BatchNorm) {
                constants |= anyClosed(open);
            } else if (layer instanceof Layer.Select || layer instanceof Layer.Shift) {
                throw new IllegalArgumentException(layer.name() + ": the network has been compacted already");
            }
        }
        return inputs;
    }

    private static void requireAny(Layer layer, boolean[] open) {
        for (boolean feature : open) {
            if (feature) {
                return;
            }
        }
        throw new IllegalArgumentException(layer.name()
                + ": expected at least one open gate before it, found none: the network answers the same to every image;"
                + " train with a smaller masks.klWeight");
    }

    private static boolean anyClosed(boolean[] open) {
        for (boolean feature : open) {
            if (!feature) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] all(int features) {
        boolean[] all = new boolean[features];
        Arrays.fill(all, true);
        return all;
    }

    /** Writes the smaller network layer by layer. */
    private static final class Rebuilding {
        private final NetworkSpec full;
        private final Map<String, boolean[]> inputs;
        private final Set<String> readConstants;
        private final List<Layer> layers = new ArrayList<>();
        private final Map<String, int[]> open = new LinkedHashMap<>();
        private final Map<String, int[]> read = new LinkedHashMap<>();

        Rebuilding(NetworkSpec full, Map<String, boolean[]> inputs, Set<String> readConstants) {
            this.full = full;
            this.inputs = inputs;
            this.readConstants = readConstants;
        }

        Compaction compaction() {
            List<String> weighted = List.copyOf(inputs.keySet());
            List<ImageShape> shapes = full.deployed().shapes();
            int[] channels = positions(all(full.input().channels()));
            for (int i = 0; i < full.deployed().layers().size(); i++) {
                Layer layer = full.deployed().layers().get(i);
                if (layer instanceof Layer.Flatten) {
                    layers.add(layer);
                    int area = shapes.get(i).height() * shapes.get(i).width();
                    select(channels, area, next(weighted, i));
                    channels = positions(inputs.get(next(weighted, i)));
                } else if (inputs.containsKey(layer.name())) {
                    read.put(layer.name(), channels);
                    channels = outputs(shapes.get(i + 1).channels(), next(weighted, i));
                    open.put(layer.name(), channels);
                    layers.add(
                            layer instanceof Layer.Convolution convolution
                                    ? new Layer.Convolution(
                                            layer.name(), channels.length, convolution.kernel(), convolution.padding())
                                    : new Layer.Dense(layer.name(), channels.length));
                    if (readConstants.contains(layer.name())
                            && layer instanceof Layer.Convolution convolution
                            && convolution.padding() > 0) {
                        layers.add(new Layer.Shift(layer.name() + ".shift"));
                    }
                } else {
                    layers.add(layer);
                }
            }
            return new Compaction(new NetworkSpec(full.name(), full.input(), layers), open, read);
        }

        /** The first weighted layer after a position of the deployed network, null behind the last. */
        private String next(List<String> weighted, int position) {
            return full.deployed().layers().stream()
                    .skip(position + 1L)
                    .map(Layer::name)
                    .filter(weighted::contains)
                    .findFirst()
                    .orElse(null);
        }

        /** Those outputs of a layer of which the next one reads anything. */
        private int[] outputs(int count, String next) {
            if (next == null) {
                return positions(all(count));
            }
            boolean[] readByNext = inputs.get(next);
            int area = readByNext.length / count;
            Set<Integer> kept = new TreeSet<>();
            for (int p = 0; p < readByNext.length; p++) {
                if (readByNext[p]) {
                    kept.add(p / area);
                }
            }
            return kept.stream().mapToInt(Integer::intValue).toArray();
        }

        /** After the flattening of these channels, takes the positions that are read, if those are not all. */
        private void select(int[] channels, int area, String next) {
            boolean[] wanted = inputs.get(next);
            List<Integer> chosen = IntStream.range(0, channels.length * area)
                    .filter(p -> wanted[channels[p / area] * area + p % area])
                    .boxed()
                    .collect(Collectors.toList());
            if (chosen.size() < channels.length * area) {
                layers.add(new Layer.Select("select", chosen));
            }
        }

        private static int[] positions(boolean[] open) {
            return IntStream.range(0, open.length).filter(k -> open[k]).toArray();
        }
    }
}
