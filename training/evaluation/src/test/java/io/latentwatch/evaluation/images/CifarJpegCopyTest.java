package io.latentwatch.evaluation.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reads a real set of 60,000 JPEG files, whose folder the environment names; skipped, and said so, where it does not. */
class CifarJpegCopyTest {
    private static final String VARIABLE = "LATENTWATCH_CIFAR10_JPEG";

    /** The channel means of CIFAR-10's training images that are in customary use: 0.4914, 0.4822, 0.4465. */
    @Test
    void readsEveryImageOfTheSet() throws IOException {
        String folder = System.getenv(VARIABLE);
        assumeTrue(
                folder != null, VARIABLE + " names no folder {train,test}/<class>/<image>.jpg of CIFAR-10: not tested");
        LabelledData data = LabelledData.open(Path.of(folder));

        LabelledImages training = data.training();

        assertThat(training.shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(training.count()).isEqualTo(50_000);
        assertThat(perClass(training)).containsOnly(5_000).hasSize(10);
        assertThat(channelMeans(training)).containsExactly(new double[] {0.4914, 0.4822, 0.4465}, within(0.002));
        assertThat(perClass(data.test())).containsOnly(1_000).hasSize(10);
        assertThat(data.classNames(10)).startsWith("airplane").endsWith("truck");
    }

    private static int[] perClass(LabelledImages images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    private static double[] channelMeans(LabelledImages images) {
        double[] sums = new double[3];
        for (int i = 0; i < images.pixels().length; i++) {
            sums[i % 3] += (images.pixels()[i] & 0xff) / 255.0;
        }
        for (int channel = 0; channel < 3; channel++) {
            sums[channel] /= images.count() * 32 * 32;
        }
        return sums;
    }
}
