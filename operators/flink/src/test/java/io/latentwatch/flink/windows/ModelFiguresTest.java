package io.latentwatch.flink.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.alarm.ChangeEvidence;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.WindowReference;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.metrics.InMemoryGroup;
import org.junit.jupiter.api.Test;

class ModelFiguresTest {
    private static final String[] LAYERS = {"conv", "dense"};

    private static final WindowReference REFERENCE =
            new WindowReference(0.01, new CleanRates(1_000, 0.01, 0.05), new long[50]);

    private final InMemoryGroup group = new InMemoryGroup();
    private final ModelFigures figures = new ModelFigures(group);

    @Test
    void addsUpByLayerAndByClass() {
        figures.add(sums(new int[] {1, 25}, new long[] {2, 1}, new long[] {1, 0}, new double[] {3, 30, 5, 50}, 4, 40));
        figures.add(sums(new int[] {40}, new long[] {1}, new long[] {1}, new double[] {7, 70}, 2, 20));

        assertThat(value("layer=conv/distortion")).isEqualTo(3 + 5 + 7);
        assertThat(value("layer=dense/distortion")).isEqualTo(30 + 50 + 70);
        assertThat(value("layer=conv/clean_distortion")).isEqualTo(6);
        assertThat(value("class=1/predicted_images")).isEqualTo(2);
        assertThat(value("class=1/predicted_flagged")).isEqualTo(1);
        assertThat(value("class=other/predicted_images")).isEqualTo(2);
        assertThat(value("class=other/predicted_flagged")).isEqualTo(1);
    }

    /** The last example is the newest record, whatever its p-value. */
    @Test
    void ranksTheFeaturesThatStandOut() {
        figures.add(sums(example("dense/7"), example("conv/3"), example("dense/7"), example("conv/9")));

        assertThat(value("rank=1/layer=dense/top_feature")).isEqualTo(7);
        assertThat(value("rank=1/layer=conv/top_feature")).isNaN();
        assertThat(value("rank=2/layer=conv/top_feature")).isEqualTo(3);
        assertThat(value("rank=3/layer=conv/top_feature")).isNaN();

        figures.add(sums(example("conv/3"), example("conv/3"), example(null), example(null)));

        assertThat(value("rank=1/layer=conv/top_feature")).isEqualTo(3);
        assertThat(value("rank=1/layer=dense/top_feature")).isNaN();
        assertThat(value("rank=2/layer=dense/top_feature")).isEqualTo(7);
    }

    private static Example example(String feature) {
        return new Example("images", 0, 0, "camera", feature);
    }

    private static WindowSums sums(Example... examples) {
        return new WindowSums(
                "bundle",
                REFERENCE,
                LAYERS,
                new int[0],
                new long[0],
                new long[0],
                new double[0],
                new double[2],
                new double[2],
                new double[2],
                ChangeEvidence.ofSources(),
                examples);
    }

    private double value(String name) {
        return group.value("/latentwatch/" + name);
    }

    private static WindowSums sums(
            int[] classes, long[] images, long[] flagged, double[] distortion, double... cleanDistortion) {
        return new WindowSums(
                "bundle",
                REFERENCE,
                LAYERS,
                classes,
                images,
                flagged,
                distortion,
                cleanDistortion,
                new double[2],
                new double[2],
                ChangeEvidence.ofSources(),
                new Example[0]);
    }
}
