package io.latentwatch.anpvs.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SomeMasks;
import io.latentwatch.anpvs.masked.GateMode;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class DeployedTest {
    private static final NetworkSpec LENET = Architectures.leNet5Caffe(new ImageShape(1, 28, 28), 10);
    private static final NetworkSpec VGG_PRE_BN = Architectures.vgg16PreBatchNorm(new ImageShape(3, 32, 32), 4, 0.05);
    private static final NetworkSpec VGG = Architectures.vgg16(new ImageShape(3, 32, 32), 4, 0.05);

    @Test
    void compactedLeNetComputesWhatTheMaskedOneComputes() {
        assertThat(requireAgreement(LENET, k -> k % 5 < 3).spec().trainedValues())
                .isLessThan(LENET.trainedValues() / 2);
    }

    @Test
    void withZerosForWhatWasRemovedTheFullLeNetComputesTheSame() {
        Map<String, float[]> gates = SomeMasks.of(LENET, k -> k % 5 < 3).expected();
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(LENET, new SplittableRandom(1), manager)) {
            Compaction compaction = Compaction.of(LENET, gates);
            Deployed deployed = Deployed.of(LENET, network.weights(), gates);
            Map<String, float[]> spread = compaction.spread(LENET, deployed.weights());
            try (DjlNetwork small = DjlNetwork.withWeights(deployed.spec(), deployed.weights(), manager);
                    DjlNetwork full = DjlNetwork.withWeights(LENET.deployed(), spread, manager)) {
                NDArray images = images(LENET, manager);
                float[] expected = small.logits(images, Map.of()).toFloatArray();

                assertThat(full.logits(images, Map.of()).toFloatArray())
                        .containsExactly(expected, within(1e-5f * largest(expected)));
                assertThat(compaction.cut(spread)).usingRecursiveComparison().isEqualTo(deployed.weights());
            }
        }
    }

    @Test
    void compactedVggComputesWhatTheMaskedOneComputes() {
        assertThat(requireAgreement(VGG, k -> k % 3 == 0).spec().trainedValues())
                .isLessThan(VGG.trainedValues() / 2);
    }

    /** Closed channels are constants there; those of the last block reach a dense layer, the others padded convolutions. */
    @Test
    void compactedVggWithGatesBeforeBatchNormComputesWhatTheMaskedOneComputes() {
        Deployed deployed = requireAgreement(VGG_PRE_BN, k -> k % 3 == 0);

        assertThat(deployed.spec().layers().stream().filter(Layer.Shift.class::isInstance))
                .hasSize(12);
        assertThat(deployed.spec().taps().get("relu1")).isEqualTo(5); // of 8 channels 0, 3 and 6 are closed
        float[] map = deployed.weights().get("conv2.shift.map");
        assertThat(map[0]).isNotEqualTo(map[33]); // corner and first inner position of a row of 32
        assertThat(map[34]).isEqualTo(map[33]);
    }

    @Test
    void withoutPaddingConstantsGoIntoTheBias() {
        NetworkSpec spec = new NetworkSpec(
                "unpadded",
                new ImageShape(1, 6, 6),
                List.of(
                        new Layer.Convolution("conv1", 4, 3, 0),
                        new Layer.Gate("gate1", 2),
                        new Layer.BatchNorm("norm1"),
                        new Layer.Relu("relu1"),
                        new Layer.Convolution("conv2", 4, 3, 0),
                        new Layer.Relu("relu2"),
                        new Layer.Flatten("flatten"),
                        new Layer.Dense("dense", 3)));

        Deployed deployed = requireAgreement(spec, k -> k % 2 == 0);

        assertThat(deployed.spec().layers()).contains(new Layer.Convolution("conv1", 2, 3, 0));
        assertThat(deployed.spec().layers()).noneMatch(Layer.Shift.class::isInstance);
    }

    /** A channel of twos under a kernel of ones: at corners four of nine positions lie inside, at edges six. */
    @Test
    void paddedConvolutionSeesLessOfAConstantAtTheBorders() {
        Layer.Convolution convolution = new Layer.Convolution("conv", 2, 3, 1);
        float[] weight = new float[2 * 2 * 9];
        Arrays.fill(weight, 27, 36, 1); // output 1, input 1

        float[] map = new ConstantInputs(convolution, weight, new float[] {7, 2}).map(new int[] {0, 1}, 3, 3);

        assertThat(map).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 12, 8, 12, 18, 12, 8, 12, 8);
    }

    @Test
    void nothingIsRemovedWhereAllGatesAreOpen() {
        Deployed deployed = deployed(LENET, k -> false);

        assertThat(deployed.spec()).isEqualTo(LENET.deployed());
    }

    /** Positions 0 to 15 of the flattened map are conv2's channel 0: with all of them closed, the channel goes. */
    @Test
    void channelWhosePositionsAreAllClosedGoesAltogether() {
        Map<String, float[]> gates = new LinkedHashMap<>();
        gates.put("gate3", mask(800, k -> k < 16 || k == 40));

        NetworkSpec compacted = Compaction.of(LENET, gates).spec();

        assertThat(compacted.layers()).contains(new Layer.Convolution("conv2", 49, 5, 0));
        Layer.Select select = compacted.layers().stream()
                .filter(Layer.Select.class::isInstance)
                .map(Layer.Select.class::cast)
                .findFirst()
                .orElseThrow();
        // Position 40 was in channel 2, which is channel 1 of those that are left: 16 positions further down.
        assertThat(select.positions()).hasSize(49 * 16 - 1).doesNotContain(24).contains(23, 25);
    }

    @Test
    void positionsOfClosedChannelsAreNotRead() {
        Map<String, float[]> gates = new LinkedHashMap<>();
        gates.put("gate2", mask(50, k -> k == 1));

        NetworkSpec compacted = Compaction.of(LENET, gates).spec();

        assertThat(compacted.layers()).contains(new Layer.Convolution("conv2", 49, 5, 0));
        assertThat(compacted.layers()).noneMatch(Layer.Select.class::isInstance);
    }

    @Test
    void refusesToLeaveNothing() {
        Map<String, float[]> gates = Map.of("gate1", new float[20]);

        assertThatThrownBy(() -> Compaction.of(LENET, gates))
                .hasMessageContainingAll("conv2", "at least one open gate", "klWeight");
    }

    private static float[] mask(int features, IntPredicate closed) {
        float[] mask = new float[features];
        for (int k = 0; k < features; k++) {
            mask[k] = closed.test(k) ? 0 : 1;
        }
        return mask;
    }

    private static Deployed deployed(NetworkSpec spec, IntPredicate closed) {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(spec, new SplittableRandom(1), manager)) {
            return Deployed.of(
                    spec, network.weights(), SomeMasks.of(spec, closed).expected());
        }
    }

    private static Deployed requireAgreement(NetworkSpec spec, IntPredicate closed) {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork fresh = DjlNetwork.initialised(spec, new SplittableRandom(1), manager)) {
            Map<String, float[]> weights = new LinkedHashMap<>(fresh.weights());
            SplittableRandom random = new SplittableRandom(2);
            weights.forEach((name, values) -> {
                if (name.startsWith("norm")) {
                    for (int k = 0; k < values.length; k++) {
                        values[k] += (float) (0.3 * random.nextDouble());
                    }
                }
            });
            try (DjlNetwork network = DjlNetwork.withWeights(spec, weights, manager)) {
                MaskedNetwork masked = new MaskedNetwork(network, SomeMasks.of(spec, closed));
                masked.setMode(GateMode.FROZEN);
                Deployed deployed = masked.deployed();
                NDArray images = images(spec, manager);
                try (DjlNetwork small = DjlNetwork.withWeights(deployed.spec(), deployed.weights(), manager)) {
                    float[] expected = masked.logits(images).toFloatArray();
                    float[] found = small.logits(images, Map.of()).toFloatArray();
                    assertThat(found).containsExactly(expected, within(1e-5f * largest(expected)));
                    assertThat(List.of(expected[0], expected[1])).doesNotHaveDuplicates();
                }
                return deployed;
            }
        }
    }

    private static float largest(float[] logits) {
        float largest = 0;
        for (float logit : logits) {
            largest = Math.max(largest, Math.abs(logit));
        }
        return largest;
    }

    private static NDArray images(NetworkSpec spec, NDManager manager) {
        float[] pixels = new float[3 * spec.input().size()];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        return manager.create(pixels)
                .reshape(
                        3,
                        spec.input().channels(),
                        spec.input().height(),
                        spec.input().width());
    }
}
