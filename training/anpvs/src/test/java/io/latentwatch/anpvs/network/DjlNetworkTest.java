package io.latentwatch.anpvs.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DjlNetworkTest {
    private static final NetworkSpec SPEC = Architectures.leNet5Caffe(SyntheticImages.SHAPE, 3);

    @Test
    void givesBackTheWeightsThatItWasGiven() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager);
                DjlNetwork copy = DjlNetwork.withWeights(SPEC, network.weights(), manager)) {
            SplittableRandom random = new SplittableRandom(1);
            for (Parameter parameter : SPEC.parameters()) {
                String name = parameter.name();
                float[] drawn = parameter.initialValues(random);
                assertThat(Arrays.equals(network.weights().get(name), drawn))
                        .as(name)
                        .isTrue();
                assertThat(Arrays.equals(copy.weights().get(name), drawn))
                        .as(name)
                        .isTrue();
            }
        }
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(SPEC, new SplittableRandom(1), manager)) {
            Map<String, float[]> weights = new LinkedHashMap<>(network.weights());
            weights.put("conv2.weight", new float[7]);

            assertThatThrownBy(() -> DjlNetwork.withWeights(SPEC, weights, manager))
                    .hasMessageContainingAll("conv2.weight", "25000", "7");
        }
    }
}
