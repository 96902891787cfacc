package io.latentwatch.anpvs.network;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A classifier as a list of layers: images in [0,1] in, one logit per class out.
 *
 * @param name of the architecture, for people
 * @param input shape of the images
 * @param layers in order, with different names; the last one makes the logits
 */
public record NetworkSpec(String name, ImageShape input, List<Layer> layers) {
    public NetworkSpec {
        if (layers.stream()
                .anyMatch(layer ->
                        layer == null || layer.name() == null || layer.name().isBlank())) {
            throw new IllegalArgumentException(name + ": expected a name for every layer, found one without");
        }
        layers = List.copyOf(layers);
        if (layers.stream().map(Layer::name).anyMatch(List.of("image", "logits")::contains)) {
            throw new IllegalArgumentException(name
                    + ": expected layers of other names than image and logits, the exported model's input and output");
        }
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

    /** The weights of convolutions and dense layers, in the order of the layers. */
    public List<Parameter> weights() {
        return parameters().stream().filter(Parameter::isWeight).toList();
    }

    /** How many values the optimiser trains, gates apart. */
    public long trainedValues() {
        return parameters().stream()
                .filter(Parameter::trained)
                .mapToLong(Parameter::size)
                .sum();
    }

    /** The number of features of each gate, in order. */
    public Map<Layer.Gate, Integer> gates() {
        List<ImageShape> shapes = shapes();
        Map<Layer.Gate, Integer> gates = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Gate gate) {
                gates.put(gate, shapes.get(i).channels());
            }
        }
        return gates;
    }

    /** The taps and their numbers of features, in order. */
    public Map<String, Integer> taps() {
        List<ImageShape> shapes = shapes();
        Map<String, Integer> taps = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Relu relu) {
                taps.put(relu.name(), shapes.get(i).channels());
            }
        }
        return taps;
    }

    /** Whether it prunes activations. */
    public boolean prunesActivations() {
        return layers.stream().anyMatch(Layer.KeepLargest.class::isInstance);
    }

    /** The same network with all activations. */
    public NetworkSpec withAllActivations() {
        return new NetworkSpec(
                name,
                input,
                layers.stream()
                        .filter(layer -> !(layer instanceof Layer.KeepLargest))
                        .toList());
    }

    /**
     * The same network without the layers that only training needs (gates, batch normalisation, dropout): what an export
     * computes, with weights into which {@link io.latentwatch.anpvs.prune.Folding} has put the rest.
     */
    public NetworkSpec deployed() {
        return new NetworkSpec(
                name,
                input,
                layers.stream()
                        .filter(layer -> !(layer instanceof Layer.Gate
                                || layer instanceof Layer.BatchNorm
                                || layer instanceof Layer.Dropout))
                        .toList());
    }
}
