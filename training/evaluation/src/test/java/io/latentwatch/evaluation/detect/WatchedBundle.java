package io.latentwatch.evaluation.detect;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.images.IdxFile;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.MedianTwoByTwo;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A bundle of a small network with random weights, and images whose labels are what the network says of them. */
public final class WatchedBundle {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final ImageShape COLOUR = new ImageShape(3, 8, 8);
    private static final int CALIBRATION = 1500;

    private WatchedBundle() {}

    /** Profiles the network, which sees {@code (pixel - mean) / deviation}, on images of its own. */
    public static Path profile(Path folder, double mean, double deviation) throws IOException {
        return profile(folder, SmallModel.convolutional(1), SHAPE, CALIBRATION, mean, deviation, false);
    }

    /** Profiles another network of the same images. */
    public static Path profile(Path folder, ModelProto network) throws IOException {
        return profile(folder, network, SHAPE, CALIBRATION, 0, 1, false);
    }

    /** Profiles the network on so many images that each class can be calibrated by itself. */
    static Path profilePerClass(Path folder) throws IOException {
        return profile(folder, SmallModel.convolutional(1), SHAPE, 4 * CALIBRATION, 0, 1, true);
    }

    /** Profiles a network of images of three channels, 3x8x8. */
    public static Path profileColour(Path folder, ModelProto network) throws IOException {
        return profile(folder, network, COLOUR, CALIBRATION, 0, 1, false);
    }

    private static Path profile(
            Path folder,
            ModelProto network,
            ImageShape shape,
            int count,
            double mean,
            double deviation,
            boolean perClass)
            throws IOException {
        Path model = Files.write(folder.resolve("watched.onnx"), network.toByteArray());
        Path images = folder.resolve("calibration-images-idx3-ubyte");
        new IdxFile(List.of(count, shape.height(), shape.width(), shape.channels()), pixels(shape, count, 1))
                .write(images);
        Path bundle = folder.resolve("bundle");
        new ReferenceProfiler(new ProfileRequest(
                        model,
                        ImageSets.open(images),
                        bundle,
                        "small",
                        List.of(),
                        List.of(),
                        new ProfileRequest.InputChoices(
                                shape.channels() == 1 ? Manifest.ColourOrder.GREY : Manifest.ColourOrder.RGB,
                                new Manifest.Resize(Manifest.ResizeMode.NONE, 0),
                                1,
                                Collections.nCopies(shape.channels(), mean),
                                Collections.nCopies(shape.channels(), deviation)),
                        List.of(new BitDepth(2), new MedianTwoByTwo()),
                        5,
                        perClass,
                        1,
                        new long[0],
                        false,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()))
                .profile();
        return bundle;
    }

    /** Images that it was profiled on, labelled 0 for want of labels. */
    public static LabelledImages heldOut() {
        return new LabelledImages(SHAPE, pixels(SHAPE, CALIBRATION, 1), new byte[CALIBRATION]);
    }

    /** Images of three channels that were not calibrated on, labelled 0. */
    public static LabelledImages colourImages(int count) {
        return new LabelledImages(COLOUR, pixels(COLOUR, count, 2), new byte[count]);
    }

    /** Images that were not calibrated on. */
    public static LabelledImages images(int count) {
        LabelledImages unlabelled = new LabelledImages(SHAPE, pixels(SHAPE, count, 2), new byte[count]);
        byte[] labels = new byte[count];
        try (OnnxClassifier classifier =
                OnnxClassifier.of(SmallModel.convolutional(1).toByteArray())) {
            ImageBatch batch = unlabelled.toBatch();
            float[] logits = classifier.logits(batch);
            for (int i = 0; i < count; i++) {
                for (int k = 1; k < 3; k++) {
                    labels[i] = (byte) (logits[3 * i + k] > logits[3 * i + labels[i]] ? k : labels[i]);
                }
            }
        }
        return new LabelledImages(SHAPE, unlabelled.pixels(), labels);
    }

    private static byte[] pixels(ImageShape shape, int count, long seed) {
        byte[] pixels = new byte[count * shape.size()];
        new SplittableRandom(seed).nextBytes(pixels);
        return pixels;
    }
}
