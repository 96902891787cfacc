package io.latentwatch.evaluation.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.evaluation.images.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
    /** One place of three is the quietest. The channels are 0.28, 0.08, 0.32 and 0.1, 0.4, 0.1 off: the first place is, by its first channel. */
    @Test
    void isWhatTheLoudestChannelOfTheQuietestPlaceIsOff() {
        ObservedRow row = row(2, 1, 3);
        float[] observed = observed(row, 0, 0.4f, 1, 0.5f, 1, 0.5f);

        assertThat(Noise.of(observed, row).level()).isCloseTo(0.28, within(1e-6));
    }

    @Test
    void isAnEighthOfALevelAtLeast() {
        ObservedRow row = row(3, 4, 4);
        float[] flat = new float[row.width()];

        Noise noise = Noise.of(flat, row);

        assertThat(noise.level()).isEqualTo(1 / 2040.0);
        float[] slope = new float[row.width()];
        noise.addSlope(1, slope);
        assertThat(slope).containsOnly(0);
    }

    /** Whoever changes one of these raises the noise, in whatever channel it is. */
    @Test
    void isSeenInAllChannelsAroundTheQuietestPlaces() {
        ObservedRow row = row(2, 1, 10);
        // The first place alone is flat; beside it are two, on one side.
        float[] observed = observed(row, 0, 0, 0, 0.4f, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        boolean[] seen = Noise.of(observed, row).seen();

        boolean[] expected = new boolean[20];
        for (int x = 0; x <= 2; x++) {
            expected[x] = true;
            expected[10 + x] = true;
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void hasTheSlopeOfFiniteDifferences() {
        ObservedRow row = row(3, 5, 6);
        SplittableRandom random = new SplittableRandom(5); // of these images none is where the choice of places changes
        for (int trial = 0; trial < 10; trial++) {
            float[] observed = new float[row.width()];
            for (int i = row.pixels(); i < observed.length; i++) {
                observed[i] = (float) random.nextDouble();
            }
            float[] slope = new float[row.width()];
            Noise.of(observed, row).addSlope(2, slope);
            for (int i = row.pixels(); i < observed.length; i++) {
                float[] above = observed.clone();
                float[] below = observed.clone();
                above[i] += 1e-5f;
                below[i] -= 1e-5f;
                double difference =
                        (Noise.of(above, row).level() - Noise.of(below, row).level()) / ((double) above[i] - below[i]);
                assertThat((double) slope[i])
                        .as("trial %d, value %d", trial, i)
                        .isCloseTo(2 * difference, within(2e-3));
            }
        }
    }

    /** Value by value, 14 of 192 were the quietest 7 %; place by place 5 of 64 are. */
    @Test
    void aMonitorThatTakesItValueByValueIsRefused() {
        ObservedRow row = row(3, 8, 8);

        assertThatCode(() -> Noise.requireIn(monitor(5), row, "monitor.onnx")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Noise.requireIn(monitor(14), row, "monitor.onnx"))
                .isInstanceOf(BundleException.class)
                .hasMessage(
                        "monitor.onnx: 'watch/noise.count' is 14, an attacker who knows how noise is taken expects 5,"
                                + " of places; profile the model again");
        assertThatThrownBy(() -> Noise.requireIn(ModelProto.getDefaultInstance(), row, "monitor.onnx"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is no number");
    }

    private static ModelProto monitor(long count) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, count);
        ModelProto.Builder monitor = ModelProto.newBuilder();
        monitor.getGraphBuilder()
                .addInitializerBuilder()
                .setName("watch/noise.count")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .setRawData(ByteString.copyFrom(bytes));
        return monitor.build();
    }

    private static ObservedRow row(int channels, int height, int width) {
        return new ObservedRow(2, List.of(1), 0, new ImageShape(channels, height, width));
    }

    private static float[] observed(ObservedRow row, float... pixels) {
        float[] observed = new float[row.width()];
        System.arraycopy(pixels, 0, observed, row.pixels(), pixels.length);
        return observed;
    }
}
