package io.latentwatch.anpvs.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentwatch.anpvs.network.Architectures;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers were computed by hand from the released code's definitions. */
class NetworkCostTest {
    private static final NetworkSpec LENET = Architectures.leNet5Caffe(new ImageShape(1, 28, 28), 10);
    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
    private static final NetworkSpec VGG = Architectures.vgg16(CIFAR, 10, 1);

    @Test
    void leNetCostsWhatThePaperCounts() {
        NetworkCost full = NetworkCost.of(LENET);

        assertThat(full).isEqualTo(new NetworkCost(4_615_940, 477_410, 477_410, 431_080));
        NetworkCost first = NetworkCost.of(LENET, open(LENET, 13, 20, 99, 30));
        assertThat(first.flops()).isEqualTo(1_230_506);
        assertThat(first.paperMemory()).isEqualTo(45_335);
        NetworkCost second = NetworkCost.of(LENET, open(LENET, 14, 25, 198, 62));
        assertThat(second.flops()).isEqualTo(1_568_382);
        assertThat(second.memory()).isEqualTo(58_868);
    }

    @Test
    void vggCostsWhatThePaperCountsDenseLayersThirteenTimesIncluded() {
        NetworkCost ten = NetworkCost.of(VGG);
        NetworkCost hundred = NetworkCost.of(Architectures.vgg16(CIFAR, 100, 1));

        assertThat(ten).isEqualTo(new NetworkCost(627_329_546, 19_881_538, 16_655_818, 14_991_946));
        assertThat(hundred).isEqualTo(new NetworkCost(627_421_796, 20_481_748, 16_701_988, 15_038_116));
        assertThat(NetworkCost.of(Architectures.vgg16PreBatchNorm(CIFAR, 10, 1)))
                .isEqualTo(ten);
        NetworkCost pruned =
                NetworkCost.of(VGG, open(VGG, 64, 64, 128, 126, 251, 174, 41, 87, 81, 13, 118, 110, 25, 25, 69));
        assertThat(pruned.flops()).isEqualTo(291_005_509);
        assertThat(pruned.paperMemory()).isEqualTo(2_711_381);
        assertThat(pruned.memory()).isEqualTo(2_680_853);
    }

    @Test
    void pruningReportsShares() {
        Map<String, float[]> masks = new LinkedHashMap<>();
        open(LENET, 13, 20, 99, 30).forEach((gate, kept) -> {
            float[] mask = new float
                    [LENET.gates().entrySet().stream()
                            .filter(entry -> entry.getKey().name().equals(gate))
                            .findFirst()
                            .orElseThrow()
                            .getValue()];
            for (int k = 0; k < kept; k++) {
                mask[k] = 0.5f;
            }
            masks.put(gate, mask);
        });

        Map<String, float[]> weights = new LinkedHashMap<>();
        LENET.parameters().forEach(parameter -> weights.put(parameter.name(), new float[parameter.size()]));
        // The 500 weights of conv1 of 430,500 in all are not zero; biases do not count.
        Arrays.fill(weights.get("conv1.weight"), 1);
        Pruning pruning = Pruning.of(
                LENET,
                masks,
                Pruning.weightSparsityPercent(LENET, weights),
                Compaction.of(LENET, masks).spec(),
                1);

        assertThat(pruning.weightSparsityPercent()).isCloseTo(100 - 50_000.0 / 430_500, within(1e-9));
        assertThat(pruning.sparsityPercent()).isCloseTo(88.1752, within(1e-4));
        assertThat(pruning.gateCountedSpeedup()).isCloseTo(3.7513, within(1e-4));
        assertThat(pruning.memoryPercent().paper()).isCloseTo(9.4960, within(1e-4));
        // The first 99 positions are those of channels 0 to 6, so 13 of the 20 open channels carry nothing: conv2 has 7
        // left.
        long real = 576L * 13 * 51
                + 4 * 13 * 144
                + 64 * 7 * (2 * 25 * 13 + 1)
                + 4 * 7 * 16
                + 2 * 99 * 30
                + 30
                + 2 * 30 * 10;
        assertThat(pruning.realFlops()).isEqualTo(real);
    }

    /** The paper's row of AT BNN: memory 200 %, xFLOPS 0.50. */
    @Test
    void gaussianWeightsCountTwiceWhereThePaperCounts() {
        Pruning pruning = Pruning.of(LENET, Map.of(), 0, LENET.deployed(), 2);

        assertThat(pruning.memoryPercent()).isEqualTo(new Pruning.MemoryPercent(200, 100, 100));
        assertThat(pruning.gateCountedSpeedup()).isEqualTo(0.5);
        assertThat(pruning.realSpeedup()).isEqualTo(1);
    }

    private static Map<String, Integer> open(NetworkSpec spec, int... kept) {
        List<String> names = new ArrayList<>();
        spec.gates().keySet().forEach(gate -> names.add(gate.name()));
        Map<String, Integer> open = new LinkedHashMap<>();
        for (int i = 0; i < kept.length; i++) {
            open.put(names.get(i), kept[i]);
        }
        return open;
    }
}
