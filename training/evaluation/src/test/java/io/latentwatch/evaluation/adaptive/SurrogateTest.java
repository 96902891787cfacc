package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.classify.OnnxClassifier;
import io.latentwatch.evaluation.detect.WatchedBundle;
import io.latentwatch.evaluation.detect.WatchedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.EveryRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurrogateTest {
    private static final int IMAGES = 40;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"0, 1, IDENTITY", "0.5, 0.25, IDENTITY", "0, 1, STEEP_SIGMOID"})
    void givesTheScoresOfTheMonitor(double mean, double deviation, BackwardPass pass) throws IOException {
        requireScoresOfTheMonitor(
                BundleReader.read(WatchedBundle.profile(folder, mean, deviation)), WatchedBundle.images(IMAGES), pass);
    }

    /** Noise is the loudest channel's there; from opset 18 on, the graph takes a reduction's axes as an input. */
    @ParameterizedTest
    @ValueSource(ints = {17, 20})
    void givesTheScoresOfTheMonitorOfColourImages(int opset) throws IOException {
        ModelProto.Builder network = SmallModel.colour(1).toBuilder();
        network.getOpsetImportBuilder(0).setVersion(opset);

        requireScoresOfTheMonitor(
                BundleReader.read(WatchedBundle.profileColour(folder, network.build())),
                WatchedBundle.colourImages(IMAGES),
                BackwardPass.IDENTITY);
    }

    private static void requireScoresOfTheMonitor(Bundle bundle, LabelledImages images, BackwardPass pass) {
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        RawScores scores = surrogate.scores();
        try (MonitorSession monitor = MonitorSession.open(
                        bundle.file(BundleFiles.MONITOR), bundle.manifest().input(), 1);
                InputGradient network = surrogate.open(pass)) {
            ImageBatch batch = images.toBatch();
            MonitorOutputs expected = monitor.infer(bytes(batch), IMAGES, EveryRow.of(IMAGES));
            float[] rows = network.logits(batch);
            int width = scores.row().width();
            assertThat(rows).hasSize(IMAGES * width);
            for (int i = 0; i < IMAGES; i++) {
                float[] row = Arrays.copyOfRange(rows, i * width, (i + 1) * width);
                float[] found = scores.all(row, scores.row().predicted(row));
                for (int s = 0; s < scores.count(); s++) {
                    int plain = scores.plain();
                    float score = s < plain
                            ? expected.scores()[i * plain + s]
                            : expected.twinScores()[i * (scores.count() - plain) + s - plain];
                    assertThat(found[s]).as("image %d, score %d", i, s).isCloseTo(score, within(1e-5f + 1e-5f * score));
                }
            }
        }
    }

    /** What the twin does not touch: differences along a pixel. */
    @Test
    void hasTheGradientOfLogitsAndActivations() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        ObservedRow row = surrogate.scores().row();
        ImageBatch image = WatchedBundle.images(1).toBatch();
        try (InputGradient network = surrogate.open(BackwardPass.IDENTITY)) {
            for (int entry : new int[] {0, 2, row.activation(0), row.activation(row.features() - 1)}) {
                float[] found = network.at(image, new RowLoss(entry)).gradient();
                double[] errors = new double[found.length];
                for (int pixel = 0; pixel < found.length; pixel++) {
                    double difference = (network.logits(moved(image, pixel, 1e-3f))[entry]
                                    - network.logits(moved(image, pixel, -1e-3f))[entry])
                            / 2e-3;
                    errors[pixel] = Math.abs(difference - found[pixel]);
                }
                Arrays.sort(errors);
                assertThat(errors[(int) (0.9 * errors.length)]).isLessThan(2e-3);
                assertThat(largest(found)).isGreaterThan(1e-3f);
            }
        }
    }

    /** Passed through as if it were not there, a twin's logits have the gradient of the logits at the squeezed image. */
    @Test
    void hasTheTwinsGradientAtTheSqueezedImage() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        ObservedRow row = surrogate.scores().row();
        ImageBatch image = WatchedBundle.images(1).toBatch();
        try (InputGradient network = surrogate.open(BackwardPass.IDENTITY);
                InputGradient squeezed = surrogate.openSqueezed(0, BackwardPass.IDENTITY)) {
            float[] expected = network.at(squeezed(image), new RowLoss(1)).gradient();

            assertThat(network.at(image, new RowLoss(row.twinLogits(0) + 1)).gradient())
                    .containsExactly(expected, within(1e-6f));
            assertThat(squeezed.at(image, new RowLoss(1)).gradient()).containsExactly(expected, within(1e-6f));
            assertThat(squeezed.logits(image))
                    .containsExactly(Arrays.copyOf(network.logits(squeezed(image)), 3), within(1e-6f));
        }
    }

    /** The distance of a feature's maps when image and twin move alike: what passing the squeezer through means. */
    @Test
    void hasTheGradientOfTwinDistances() throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        ObservedRow row = surrogate.scores().row();
        ImageBatch image = WatchedBundle.images(1).toBatch();
        ImageBatch twin = squeezed(image);
        int feature = row.features() - 1;
        try (InputGradient network = surrogate.open(BackwardPass.IDENTITY);
                OnnxClassifier maps = OnnxClassifier.of(reluMaps())) {
            assertThat((double) network.logits(image)[row.twinDistance(0, feature)])
                    .isCloseTo(distance(maps, image, twin, feature), within(1e-6));
            float[] found =
                    network.at(image, new RowLoss(row.twinDistance(0, feature))).gradient();
            double[] errors = new double[found.length];
            for (int pixel = 0; pixel < found.length; pixel++) {
                double above = distance(maps, moved(image, pixel, 1e-3f), moved(twin, pixel, 1e-3f), feature);
                double below = distance(maps, moved(image, pixel, -1e-3f), moved(twin, pixel, -1e-3f), feature);
                errors[pixel] = Math.abs((above - below) / 2e-3 - found[pixel]);
            }
            Arrays.sort(errors);
            assertThat(errors[(int) (0.9 * errors.length)]).isLessThan(1e-3);
            assertThat(largest(found)).isGreaterThan(2e-3f);
        }
    }

    /** In the middle between two levels a sigmoid of steepness 10 rises 2.5 times as fast as the identity, at a level hardly. */
    @ParameterizedTest
    @EnumSource(BackwardPass.class)
    void scalesTheTwinsGradientAsTheStandInRises(BackwardPass pass) throws IOException {
        Bundle bundle = BundleReader.read(WatchedBundle.profile(folder, 0, 1));
        Surrogate surrogate = WatchedNetwork.surrogate(bundle);
        int logit = surrogate.scores().row().twinLogits(0);
        ImageBatch image = WatchedBundle.images(1).toBatch();
        float[] grid = new float[64];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = i % 2 == 0 ? 1 / 3f : 0.4999f; // a level of two bits, and just below an edge
        }
        try (InputGradient network = surrogate.open(pass)) {
            float[] expected =
                    network.at(squeezed(image.withPixels(grid)), new RowLoss(0)).gradient();
            float[] found =
                    network.at(image.withPixels(grid), new RowLoss(logit)).gradient();
            for (int i = 0; i < 64; i++) {
                double atLevel = 10 * 0.0066480 * 2; // s(5) s(-5), of the steps on both sides
                double rise = pass == BackwardPass.IDENTITY ? 1 : i % 2 == 0 ? atLevel : 2.5;
                assertThat((double) found[i])
                        .isCloseTo(rise * expected[i], within(0.01 * Math.abs(expected[i]) + 1e-6));
            }
        }
    }

    /** As the monitor takes them, {@code [N, C, H, W]}. */
    private static ByteBuffer bytes(ImageBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(batch.pixels().length);
        for (float pixel : batch.pixels()) {
            bytes.put((byte) Math.round(255 * pixel));
        }
        return bytes.flip();
    }

    private static byte[] reluMaps() {
        ModelProto model = SmallModel.convolutional(1);
        ModelProto.Builder maps = model.toBuilder();
        maps.getGraphBuilder().clearNode();
        model.getGraph().getNodeList().stream()
                .limit(2) // convolution and ReLU
                .forEach(maps.getGraphBuilder()::addNode);
        maps.getGraphBuilder()
                .addNode(model.getGraph().getNode(3).toBuilder()
                        .setInput(0, "relu")
                        .setOutput(0, "logits"))
                .getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(1)
                .setDimValue(4 * 36);
        return maps.build().toByteArray();
    }

    private static double distance(OnnxClassifier maps, ImageBatch one, ImageBatch other, int feature) {
        float[] first = maps.logits(one);
        float[] second = maps.logits(other);
        double sum = 0;
        for (int place = feature * 36; place < (feature + 1) * 36; place++) {
            sum += Math.abs((double) first[place] - second[place]);
        }
        return sum / 36;
    }

    private static float largest(float[] gradient) {
        float largest = 0;
        for (float slope : gradient) {
            largest = Math.max(largest, Math.abs(slope));
        }
        return largest;
    }

    private static ImageBatch squeezed(ImageBatch image) {
        float[] pixels = image.pixels().clone();
        double[] exact = new double[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            exact[i] = pixels[i];
        }
        double[] squeezed = new BitDepth(2)
                .squeeze(exact, image.shape().height(), image.shape().width());
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) squeezed[i];
        }
        return image.withPixels(pixels);
    }

    private static ImageBatch moved(ImageBatch image, int pixel, float by) {
        float[] pixels = image.pixels().clone();
        pixels[pixel] += by;
        return image.withPixels(pixels);
    }
}
