package io.latentwatch.anpvs.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.evaluation.images.ImageShape;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
    private static final ImageShape MNIST = new ImageShape(1, 28, 28);

    /** The numbers follow from the layers of the released code. */
    @Test
    void leNet5CaffeHasTheSpecifiedShapesAndParameters() {
        NetworkSpec spec = Architectures.leNet5Caffe(MNIST, 10);

        assertThat(spec.deployed().shapes())
                .containsExactly(
                        MNIST,
                        new ImageShape(20, 24, 24),
                        new ImageShape(20, 24, 24),
                        new ImageShape(20, 12, 12),
                        new ImageShape(50, 8, 8),
                        new ImageShape(50, 8, 8),
                        new ImageShape(50, 4, 4),
                        new ImageShape(800, 1, 1),
                        new ImageShape(500, 1, 1),
                        new ImageShape(500, 1, 1),
                        new ImageShape(10, 1, 1));
        assertThat(spec.gates().values()).containsExactly(20, 50, 800, 500);
        assertThat(spec.taps()).isEqualTo(Map.of("relu1", 20, "relu2", 50, "relu3", 500));
        assertThat(spec.parameters().stream().mapToInt(Parameter::size).sum()).isEqualTo(431_080);
        assertThat(spec.parameters().stream().map(Parameter::size))
                .containsExactly(500, 20, 25_000, 50, 400_000, 500, 5_000, 10);
    }

    /** Parameters for 10 and 100 classes, and the sizes of the gates. */
    @Test
    void vgg16HasTheSpecifiedGatesAndParameters() {
        ImageShape cifar = new ImageShape(3, 32, 32);

        NetworkSpec spec = Architectures.vgg16(cifar, 10, 1);

        assertThat(spec.trainedValues()).isEqualTo(14_991_946);
        assertThat(Architectures.vgg16(cifar, 100, 1).trainedValues()).isEqualTo(15_038_116);
        assertThat(spec.gates().values())
                .containsExactly(64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512, 512, 512);
        assertThat(spec.taps()).hasSize(14);
        assertThat(Architectures.vgg16(cifar, 10, 0.25).gates().values())
                .containsExactly(16, 16, 32, 32, 64, 64, 64, 128, 128, 128, 128, 128, 128, 128, 128);
    }

    /** conv1: fans 25 and 500, so the limit is sqrt(6/525); its bias: sqrt(3/20). */
    @Test
    void beginsGlorotUniformBiasesToo() {
        List<Parameter> parameters = Architectures.leNet5Caffe(MNIST, 10).parameters();

        assertThat(range(parameters.get(0))).isBetween(0.98 * Math.sqrt(6 / 525.0), Math.sqrt(6 / 525.0));
        assertThat(range(parameters.get(1))).isBetween(0.8 * 0.3873, 0.3873);
        assertThat(range(parameters.get(4))).isBetween(0.999 * Math.sqrt(6 / 1300.0), Math.sqrt(6 / 1300.0));
    }

    @Test
    void refusesWhatIsNoClassifier() {
        assertThatThrownBy(() -> new NetworkSpec("odd", MNIST, List.of(new Layer.Relu("relu"))))
                .hasMessageContainingAll("odd", "dense layer", "relu");
        assertThatThrownBy(
                        () -> new NetworkSpec("twice", MNIST, List.of(new Layer.Flatten("a"), new Layer.Dense("a", 3))))
                .hasMessageContainingAll("twice", "different names");
        assertThatThrownBy(() -> new NetworkSpec("flat", MNIST, List.of(new Layer.Dense("dense", 3))).shapes())
                .hasMessageContainingAll("dense", "flatten");
    }

    private static double range(Parameter parameter) {
        double largest = 0;
        for (float value : parameter.initialValues(new SplittableRandom(1))) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
