package io.latentwatch.anpvs.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentwatch.anpvs.SyntheticImages;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Of each image's eight values the two largest, and what equals the smaller of these. */
    @Test
    void keepsTheLargestValuesOfEachImage() {
        NetworkSpec spec = new NetworkSpec(
                "largest",
                new ImageShape(2, 2, 2),
                List.of(
                        new Layer.KeepLargest("keep", 0.25),
                        new Layer.Relu("relu"),
                        new Layer.Flatten("flatten"),
                        new Layer.Dense("dense", 1)));
        try (NDManager manager = NDManager.newBaseManager();
                DjlNetwork network = DjlNetwork.initialised(spec, new SplittableRandom(1), manager)) {
            NDArray images = manager.create(new float[] {1, 8, -9, 2, 3, 7, 6, 5, -1, -2, 4, -3, 4, 4, -5, -6})
                    .reshape(2, 2, 2, 2);

            float[] kept =
                    network.forward(images, Map.of(), false).taps().get("relu").toFloatArray();

            assertThat(kept).containsExactly(new float[] {0, 8, 0, 0, 0, 7, 0, 0, 0, 0, 4, 0, 4, 4, 0, 0}, within(0f));
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
