package io.latentwatch.reference.profile;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.reference.graph.InputForm;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the profiler.
 *
 * @param images clean images that the network was not trained on
 * @param classes class names by index; empty: they are numbered
 * @param taps tensors to watch, as {@link io.latentwatch.reference.graph.TapSelection} reads them; empty: found by structure
 * @param input how images are brought to the input, apart from its shape, which the graph gives
 * @param squeezers what makes the twins; at least one, no two alike
 * @param perClass whether each predicted class that has images enough gets a calibration table of its own
 * @param trainingHashes hashes of the images that the network was trained on, ascending; empty where not known
 * @param examples whether one clean image of each class goes into the bundle: only where the licence allows it
 * @param training what is known of the training, for the provenance
 * @param commit the source's git commit
 */
public record ProfileRequest(
        Path model,
        ImageSet images,
        Path out,
        String architecture,
        List<String> classes,
        List<String> taps,
        InputChoices input,
        List<Squeeze> squeezers,
        int topFeatures,
        boolean perClass,
        long seed,
        long[] trainingHashes,
        boolean examples,
        Map<String, Object> training,
        Optional<String> commit,
        Optional<PrivateKey> signKey) {
    public ProfileRequest {
        classes = List.copyOf(classes);
        taps = List.copyOf(taps);
        squeezers = List.copyOf(squeezers);
        if (squeezers.isEmpty() || Set.copyOf(squeezers).size() < squeezers.size()) {
            throw new IllegalArgumentException("twins by %s, expected at least one way to make them, each once"
                    .formatted(squeezers.stream().map(Squeeze::name).toList()));
        }
    }

    /** What people call a class. */
    public String className(int k) {
        return classes.isEmpty() ? "class " + k : classes.get(k);
    }

    /**
     * What the graph does not tell about the input.
     *
     * @param form of the tensor that takes the images, where the file leaves it open
     * @param colourOrder of a three-channel input; one channel is grey
     * @param mean one value, or one per channel
     * @param deviation likewise
     */
    public record InputChoices(
            InputForm form,
            Manifest.ColourOrder colourOrder,
            Manifest.Resize resize,
            double valueScale,
            List<Double> mean,
            List<Double> deviation) {
        /** Of a file that leaves nothing open. */
        public InputChoices(
                Manifest.ColourOrder colourOrder,
                Manifest.Resize resize,
                double valueScale,
                List<Double> mean,
                List<Double> deviation) {
            this(InputForm.OF_THE_FILE, colourOrder, resize, valueScale, mean, deviation);
        }

        /** The manifest's input for a shape {@code [C, H, W]}. */
        Manifest.Input toInput(List<Integer> shape) {
            int channels = shape.get(0);
            return new Manifest.Input(
                    channels,
                    shape.get(1),
                    shape.get(2),
                    channels == 1 ? Manifest.ColourOrder.GREY : colourOrder,
                    resize,
                    valueScale,
                    perChannel(mean, channels),
                    perChannel(deviation, channels));
        }

        private static List<Double> perChannel(List<Double> values, int channels) {
            return values.size() == 1 ? Collections.nCopies(channels, values.get(0)) : values;
        }
    }
}
