package io.latentwatch.anpvs.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.latentwatch.anpvs.yaml.YamlProblem;
import io.latentwatch.evaluation.images.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks by name or from a file of one's own. */
public final class NetworkFile {
    private static final Pattern LENET = Pattern.compile("lenet-5-caffe(?:-k(\\d*\\.?\\d+))?");
    private static final Pattern VGG = Pattern.compile("vgg-16(-pre-bn)?(?:-x(\\d*\\.?\\d+))?");
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** A file: {@code name}, and {@code layers}, each an object with its settings and its kind under the key "layer". */
    private record Described(String name, List<Layer> layers) {}

    private NetworkFile() {}

    /**
     * The network for images of that shape. In a file the units of the last dense layer must be the number of classes. A model that this trainer exported is
     * what was left of its network, with the weights that it has.
     *
     * @param network {@code lenet-5-caffe}, {@code lenet-5-caffe-k<share>}, {@code vgg-16}, {@code vgg-16-x<width>}, {@code vgg-16-pre-bn}, {@code vgg-16-pre-bn-x<width>}, or a .yaml, .yml, .json or .onnx file
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if there is no such network, or the file describes none for these images
     */
    public static InitialNetwork find(String network, ImageShape input, int classes) throws IOException {
        if (network.endsWith(".onnx")) {
            requireFile(network, "a model that this trainer exported");
            InitialNetwork exported = OnnxReader.read(Path.of(network));
            requireFit(network, exported.spec(), input, classes);
            return exported;
        }
        return InitialNetwork.fresh(named(network, input, classes));
    }

    private static NetworkSpec named(String network, ImageShape input, int classes) throws IOException {
        Matcher leNet = LENET.matcher(network);
        if (leNet.matches()) {
            return leNet.group(1) == null
                    ? Architectures.leNet5Caffe(input, classes)
                    : Architectures.leNet5Caffe(input, classes, Double.parseDouble(leNet.group(1)));
        }
        Matcher vgg = VGG.matcher(network);
        if (vgg.matches()) {
            double width = vgg.group(2) == null ? 1 : Double.parseDouble(vgg.group(2));
            return vgg.group(1) == null
                    ? Architectures.vgg16(input, classes, width)
                    : Architectures.vgg16PreBatchNorm(input, classes, width);
        }
        if (!network.matches(".*\\.(yaml|yml|json)")) {
            throw new IllegalArgumentException(
                    "network: expected lenet-5-caffe, lenet-5-caffe-k0.5 (a share of activations), vgg-16, vgg-16-x0.25 (a width), vgg-16-pre-bn or a .yaml, .json or .onnx file, found '%s'"
                            .formatted(network));
        }
        requireFile(network, "a file with a network's layers");
        return read(Path.of(network), input, classes);
    }

    private static void requireFile(String network, String expected) throws IOException {
        if (!Files.exists(Path.of(network))) {
            throw new IOException("%s: expected %s, found none; check network".formatted(network, expected));
        }
    }

    private static void requireFit(String network, NetworkSpec spec, ImageShape input, int classes) {
        if (!spec.input().equals(input) || spec.classes() != classes) {
            throw new IllegalArgumentException(
                    "%s: expected a network for images of %s and %d classes, found one for %s and %d"
                            .formatted(network, input, classes, spec.input(), spec.classes()));
        }
    }

    private static NetworkSpec read(Path file, ImageShape input, int classes) throws IOException {
        Described described;
        try {
            described = YAML.readValue(file.toFile(), Described.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + YamlProblem.of(e), e);
        }
        if (described == null
                || described.layers() == null
                || described.layers().isEmpty()) {
            throw new IllegalArgumentException(file + ": expected layers, found none");
        }
        NetworkSpec spec = new NetworkSpec(
                described.name() == null ? file.getFileName().toString() : described.name(), input, described.layers());
        spec.shapes();
        if (spec.classes() != classes) {
            throw new IllegalArgumentException(
                    "%s: expected %d units in the last layer, one for each class of the images, found %d"
                            .formatted(file, classes, spec.classes()));
        }
        return spec;
    }

    /** The layers as they would stand in a file. */
    public static JsonNode write(NetworkSpec spec) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode().put("name", spec.name());
        List<ObjectNode> layers = new ArrayList<>();
        for (Layer layer : spec.layers()) {
            layers.add(json.valueToTree(layer));
        }
        root.putArray("layers").addAll(layers);
        return root;
    }
}
