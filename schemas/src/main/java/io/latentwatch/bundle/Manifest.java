package io.latentwatch.bundle;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code manifest.json} says. Its bytes are what is signed; their SHA-256 is the bundle's id.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param architecture a name for people, such as {@code lenet5-caffe}
 * @param classes class names, by index; at least 2, no two alike
 * @param input how an image is brought to the network's input
 * @param model how {@code model.onnx} is fed and read
 * @param taps the watched layers, in the order of the network; at least 1
 * @param scores what {@code monitor.onnx} computes
 * @param splits the sets of clean images that the bundle was made with, by name
 * @param files every other file of the bundle, by name, except {@code manifest.json} and {@code manifest.sig}
 * @param provenance how the bundle came to be: commit, configuration, seeds, versions, time; no host names, no paths
 */
@JsonPropertyOrder({
    "formatVersion",
    "architecture",
    "classes",
    "input",
    "model",
    "taps",
    "scores",
    "splits",
    "files",
    "provenance"
})
public record Manifest(
        int formatVersion,
        String architecture,
        List<String> classes,
        Input input,
        Model model,
        List<Tap> taps,
        Scores scores,
        SortedMap<String, Split> splits,
        SortedMap<String, FileEntry> files,
        SortedMap<String, Object> provenance) {
    /** The only version there is so far. */
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        requireNonNull(architecture, "architecture is missing");
        classes = List.copyOf(requireNonNull(classes, "classes is missing"));
        requireNonNull(input, "input is missing");
        requireNonNull(model, "model is missing");
        taps = List.copyOf(requireNonNull(taps, "taps is missing"));
        requireNonNull(scores, "scores is missing");
        splits = new TreeMap<>(requireNonNull(splits, "splits is missing"));
        files = new TreeMap<>(requireNonNull(files, "files is missing"));
        provenance = new TreeMap<>(requireNonNull(provenance, "provenance is missing"));
        require(classes.size() >= 2, "classes has %s entries, expected at least 2", classes.size());
        require(Set.copyOf(classes).size() == classes.size(), "classes are %s, expected distinct names", classes);
        require(!taps.isEmpty(), "taps is empty, expected at least one watched layer");
    }

    /** Width of the row of all features: the taps' feature counts added up. */
    public int features() {
        return taps.stream().mapToInt(Tap::features).sum();
    }

    /** Order of the colour channels at the network's input. */
    public enum ColourOrder {
        GREY,
        RGB,
        BGR
    }

    /** Ways to bring an image of another size to the input's. */
    public enum ResizeMode {
        /** Other sizes are refused. */
        NONE,
        /** Both sides are resized, whatever the aspect ratio. */
        STRETCH,
        /** The shorter side is resized to {@link Resize#shorterSide()}, then the centre is cut out. */
        SHORTER_SIDE_THEN_CENTRE_CROP
    }

    /** Order of the axes of the images that the network takes. */
    public enum Layout {
        /** Channels first: {@code [N, C, H, W]}. */
        NCHW,
        /** Channels last: {@code [N, H, W, C]}. */
        NHWC
    }

    /** What the network's output holds. */
    public enum OutputKind {
        LOGITS,
        PROBABILITIES
    }

    /** What a feature of a tap is. */
    public enum FeatureKind {
        /** One channel of a convolution's map; its activation is the map's mean. */
        CHANNEL,
        /** One channel of a map or a sequence whose channels come last; its activation is the mean over all other axes. */
        CHANNEL_LAST,
        /** One unit of a dense layer. */
        UNIT
    }

    /**
     * How an image of another size is brought to the input's.
     *
     * @param shorterSide pixels; 0 unless the mode needs it
     */
    public record Resize(ResizeMode mode, int shorterSide) {
        public Resize {
            requireNonNull(mode, "input.resize.mode is missing");
            require(
                    (mode == ResizeMode.SHORTER_SIDE_THEN_CENTRE_CROP) == (shorterSide > 0),
                    "input.resize.shorterSide is %s, expected a positive number with SHORTER_SIDE_THEN_CENTRE_CROP and 0 else",
                    shorterSide);
        }
    }

    /**
     * How an image is brought to the network's input: it sees {@code (pixel / 255 * valueScale - mean) / deviation}, channels first.
     *
     * @param valueScale 1 for networks that take 0 to 1, 255 for those that take 0 to 255
     * @param mean one value per channel
     * @param deviation one value above 0 per channel
     */
    public record Input(
            int channels,
            int height,
            int width,
            ColourOrder colourOrder,
            Resize resize,
            double valueScale,
            List<Double> mean,
            List<Double> deviation) {
        public Input {
            requireNonNull(colourOrder, "input.colourOrder is missing");
            requireNonNull(resize, "input.resize is missing");
            mean = List.copyOf(requireNonNull(mean, "input.mean is missing"));
            deviation = List.copyOf(requireNonNull(deviation, "input.deviation is missing"));
            require(
                    channels == (colourOrder == ColourOrder.GREY ? 1 : 3),
                    "input.channels is %s with colour order %s",
                    channels,
                    colourOrder);
            require(
                    resize.shorterSide() == 0 || resize.shorterSide() >= Math.max(height, width),
                    "input.resize.shorterSide is %s, expected at least the input's sides: the crop must lie inside",
                    resize.shorterSide());
            require(height > 0 && height <= 4096, "input.height is %s, expected 1 to 4096", height);
            require(width > 0 && width <= 4096, "input.width is %s, expected 1 to 4096", width);
            require(valueScale > 0, "input.valueScale is %s, expected a positive number", valueScale);
            require(mean.size() == channels, "input.mean has %s values, expected one per channel", mean.size());
            require(
                    deviation.size() == channels,
                    "input.deviation has %s values, expected one per channel",
                    deviation.size());
            require(
                    deviation.stream().allMatch(d -> d > 0),
                    "input.deviation is %s, expected positive numbers",
                    deviation);
        }

        /** Bytes of one image as the monitor graph takes it: channels first, one byte each. */
        public int bytes() {
            return channels * height * width;
        }
    }

    /**
     * How {@code model.onnx} is fed and read.
     *
     * @param input name of the tensor that takes the images, float32
     * @param output name of the tensor that gives {@code [N, K]}
     * @param layout of the images; {@link Layout#NCHW} where the manifest does not say
     */
    public record Model(String input, String output, OutputKind outputKind, Layout layout) {
        public Model {
            requireNonNull(input, "model.input is missing");
            requireNonNull(output, "model.output is missing");
            requireNonNull(outputKind, "model.outputKind is missing");
            layout = layout == null ? Layout.NCHW : layout;
        }
    }

    /**
     * A watched layer.
     *
     * @param name what people read
     * @param tensor the tensor in {@code model.onnx}
     * @param shape without the batch: {@code [C, H, W]}, {@code [F]}, or {@code [H, W, C]} and {@code [T, C]} of the kind {@link FeatureKind#CHANNEL_LAST}
     */
    public record Tap(String name, String tensor, FeatureKind kind, int features, List<Integer> shape) {
        public Tap {
            requireNonNull(name, "taps.name is missing");
            requireNonNull(tensor, "taps.tensor is missing");
            requireNonNull(kind, "taps.kind is missing");
            shape = List.copyOf(requireNonNull(shape, "taps.shape is missing"));
            require(
                    BundleFiles.isName(name) && !name.contains("/"),
                    "tap name '%s', expected letters, digits, '.', '_' and '-'",
                    name);
            require(features > 0, "tap " + name + " has %s features, expected at least 1", features);
        }
    }

    /**
     * What {@code monitor.onnx} computes.
     *
     * @param plain the columns of the monitor's {@code scores}, as {@code family/member}; the activation scores come first, one per tap
     * @param twin the columns of its {@code twin_scores}
     * @param squeezers how twins are made, such as {@code bits-1}; twin_classes has one column for each
     * @param topFeatures how many features are named per image
     * @param weights of score families in the mean that was calibrated, by name, above 0; of the others 1. Where a manifest does not say, noise counts four times, as it did when none said
     */
    public record Scores(
            List<String> plain,
            List<String> twin,
            List<String> squeezers,
            int topFeatures,
            Map<String, Double> weights) {
        private static final Map<String, Double> UNSAID = Map.of("noise", 4.0);

        public Scores {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights == null ? UNSAID : weights));
            weights.forEach((family, weight) -> require(
                    weight != null && weight > 0 && weight < Double.POSITIVE_INFINITY,
                    "scores.weights.%s is %s, expected a finite number above 0",
                    family,
                    weight));
            plain = List.copyOf(requireNonNull(plain, "scores.plain is missing"));
            twin = List.copyOf(requireNonNull(twin, "scores.twin is missing"));
            squeezers = List.copyOf(requireNonNull(squeezers, "scores.squeezers is missing"));
            require(topFeatures >= 0, "scores.topFeatures is %s, expected at least 0", topFeatures);
            require(
                    Stream.concat(plain.stream(), twin.stream()).allMatch(s -> s.indexOf('/') > 0),
                    "scores are %s, expected family/member each",
                    plain + " " + twin);
        }

        /** With the weights of a manifest that does not say. */
        public Scores(List<String> plain, List<String> twin, List<String> squeezers, int topFeatures) {
            this(plain, twin, squeezers, topFeatures, null);
        }
    }

    /**
     * A set of clean images.
     *
     * @param images how many
     * @param sha256 of the split's file of hashes
     */
    public record Split(long images, String sha256) {
        public Split {
            requireNonNull(sha256, "splits.sha256 is missing");
        }
    }

    /** Size in bytes and SHA-256 in lower-case hexadecimal digits. */
    public record FileEntry(long size, String sha256) {
        public FileEntry {
            requireNonNull(sha256, "files.sha256 is missing");
        }
    }

    /** The same manifest with other files. */
    Manifest withFiles(Map<String, FileEntry> others) {
        return new Manifest(
                formatVersion,
                architecture,
                classes,
                input,
                model,
                taps,
                scores,
                splits,
                new TreeMap<>(others),
                provenance);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    private static void require(boolean holds, String message, Object... found) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(message, found));
        }
    }
}
