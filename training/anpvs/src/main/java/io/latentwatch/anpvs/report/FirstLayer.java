package io.latentwatch.anpvs.report;

import io.latentwatch.anpvs.results.RowResult;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.vulnerability.MeasuredTap;
import io.latentwatch.evaluation.vulnerability.TappedClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first hidden layer of a network for one image: a map for each channel of the unpruned layer.
 *
 * @param maps by channel, each by row from the top; empty where the channel was removed
 */
record FirstLayer(List<Optional<double[][]>> maps) {
    /**
     * Runs the network.
     *
     * @param image a batch of one
     */
    static FirstLayer of(TappedClassifier network, RowResult result, ImageBatch image) {
        MeasuredTap tap = network.taps().get(0);
        float[] activations = network.activations(image).get(0);
        List<Float> masks = result.masks().getOrDefault(tap.tensor(), List.of());
        int side = (int) Math.round(Math.sqrt(tap.positions()));
        List<Optional<double[][]>> maps = new ArrayList<>();
        int channel = 0;
        for (int feature = 0; feature < tap.unpruned(); feature++) {
            boolean removed = feature < masks.size() ? masks.get(feature) == 0 : channel >= tap.features();
            maps.add(removed ? Optional.empty() : Optional.of(map(activations, channel++ * tap.positions(), side)));
        }
        return new FirstLayer(maps);
    }

    private static double[][] map(float[] activations, int from, int side) {
        double[][] map = new double[side][side];
        for (int i = 0; i < side * side; i++) {
            map[i / side][i % side] = activations[from + i];
        }
        return map;
    }

    /** Mean over the channels of the unpruned layer of |h(x) - h(x~)| at each position (training/METHOD.md). */
    double[][] distortion(FirstLayer attacked) {
        int side = side();
        double[][] mean = new double[side][side];
        for (int channel = 0; channel < maps.size(); channel++) {
            if (maps.get(channel).isPresent()) {
                double[][] before = maps.get(channel).get();
                double[][] after = attacked.maps.get(channel).orElseThrow();
                for (int i = 0; i < side * side; i++) {
                    mean[i / side][i % side] +=
                            Math.abs(before[i / side][i % side] - after[i / side][i % side]) / maps.size();
                }
            }
        }
        return mean;
    }

    int side() {
        return maps.stream().flatMap(Optional::stream).findFirst().orElseThrow().length;
    }
}
