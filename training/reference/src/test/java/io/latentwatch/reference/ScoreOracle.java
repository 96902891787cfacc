package io.latentwatch.reference;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scores of one image in plain Java and double precision, from the references that stand in a bundle: what the monitor graph has to agree with.
 * Written from the formulas in operators/DETECTION.md, not from the graph.
 */
final class ScoreOracle {
    private final TinyClassifier network;
    private final Bundle bundle;

    ScoreOracle(TinyClassifier network, Bundle bundle) {
        this.network = network;
        this.bundle = bundle;
    }

    record Scores(double[] probabilities, double[] plain, double[] twin, double[] deviations) {}

    Scores of(byte[] bytes) {
        double[] pixels = new double[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            pixels[i] = (bytes[i] & 0xff) / 255.0;
        }
        TinyClassifier.Forward image = network.forward(pixels);
        double[] probabilities = softmax(image.logits());
        int predicted = largest(probabilities);
        List<Double> plain = new ArrayList<>();
        List<Double> twinScores = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        List<double[]> ofImage = List.of(image.relu1(), image.relu2(), image.relu3());
        for (int l = 0; l < 3; l++) {
            Manifest.Tap tap = bundle.manifest().taps().get(l);
            double[] layer = deviations(tap, predicted, ofImage.get(l));
            plain.add(Arrays.stream(layer).map(Math::abs).average().orElseThrow());
            Arrays.stream(layer).forEach(deviations::add);
        }
        plain.add(1 - probabilities[predicted]);
        plain.add(noise(pixels, 12, 12));
        List<String> squeezers = bundle.manifest().scores().squeezers();
        List<Double> pixelDistances = new ArrayList<>();
        for (int q = 0; q < squeezers.size(); q++) {
            double[] squeezed = squeezed(squeezers.get(q), pixels);
            pixelDistances.add(meanDistance(pixels, squeezed));
            TinyClassifier.Forward twin = network.forward(squeezed);
            List<double[]> ofTwin = List.of(twin.relu1(), twin.relu2(), twin.relu3());
            for (int l = 0; l < 3; l++) {
                Manifest.Tap tap = bundle.manifest().taps().get(l);
                twinScores.add(twinDistance(tap, q, squeezers.size(), ofImage.get(l), ofTwin.get(l)));
            }
            double[] ofTwinProbabilities = softmax(twin.logits());
            double shift = 0;
            for (int k = 0; k < probabilities.length; k++) {
                shift += Math.abs(probabilities[k] - ofTwinProbabilities[k]);
            }
            twinScores.add(shift);
        }
        twinScores.addAll(pixelDistances);
        return new Scores(probabilities, array(plain), array(twinScores), array(deviations));
    }

    /** The quietest 7 % of all places: the loudest of their channels, each held against the 25 around it, the edge repeated; at least an eighth of a level. */
    static double noise(double[] pixels, int height, int width) {
        double[] apart = new double[height * width];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (height * width) * height * width;
            int y = i / width % height;
            int x = i % width;
            double sum = 0;
            for (int row = y - 2; row <= y + 2; row++) {
                for (int column = x - 2; column <= x + 2; column++) {
                    sum += pixels[channel + inside(row, height) * width + inside(column, width)];
                }
            }
            int place = i % apart.length;
            apart[place] = Math.max(apart[place], Math.abs(pixels[i] - sum / 25));
        }
        double quietest = Arrays.stream(apart)
                .sorted()
                .limit((apart.length * 7 + 99) / 100)
                .average()
                .orElseThrow();
        return Math.max(1 / 2040.0, quietest);
    }

    private static int inside(int place, int size) {
        return Math.min(size - 1, Math.max(0, place));
    }

    private static double meanDistance(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    /** Of 1 bit: white from the middle on; of 3: eight levels; else the middle two of four neighbours, 12 in a row. */
    private static double[] squeezed(String squeezer, double[] pixels) {
        double[] squeezed = new double[pixels.length];
        for (int i = 0; i < squeezed.length; i++) {
            int above = Math.max(0, i / 12 - 1) * 12;
            int left = Math.max(0, i % 12 - 1);
            double[] four = {pixels[i], pixels[above + i % 12], pixels[i / 12 * 12 + left], pixels[above + left]};
            Arrays.sort(four);
            squeezed[i] = switch (squeezer) {
                case "bits-1" -> pixels[i] > 0.5 ? 1 : 0;
                case "bits-3" -> Math.round(7 * pixels[i]) / 7.0;
                default -> (four[1] + four[2]) / 2;
            };
        }
        return squeezed;
    }

    /** (a_k - mu_k) / (delta_k + 0.1 x median positive delta of the layer, over classes and features). */
    private double[] deviations(Manifest.Tap tap, int predicted, double[] map) {
        int f = tap.features();
        String name = BundleFiles.references(tap.name());
        float[] table = bundle.array(name).floats(name, 2, TinyClassifier.CLASSES, f);
        float[] deltas = Arrays.copyOfRange(table, TinyClassifier.CLASSES * f, 2 * TinyClassifier.CLASSES * f);
        double floor = 0.1 * medianPositive(deltas);
        double[] activations = spatialMeans(map, f);
        double[] result = new double[f];
        for (int k = 0; k < f; k++) {
            result[k] = (activations[k] - table[predicted * f + k]) / (deltas[predicted * f + k] + floor);
        }
        return result;
    }

    /** Mean over features of (map mean of |z(x) - z(S(x))|) / (its clean mean + 0.1 x the median positive clean mean). */
    private double twinDistance(Manifest.Tap tap, int squeezer, int squeezers, double[] image, double[] twin) {
        int f = tap.features();
        String name = BundleFiles.twinReferences(tap.name());
        float[] all = bundle.array(name).floats(name, squeezers, f);
        float[] clean = Arrays.copyOfRange(all, squeezer * f, (squeezer + 1) * f);
        double floor = 0.1 * medianPositive(clean);
        double[] apart = new double[image.length];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = Math.abs(image[i] - twin[i]);
        }
        double[] means = spatialMeans(apart, f);
        double sum = 0;
        for (int k = 0; k < f; k++) {
            sum += means[k] / (clean[k] + floor);
        }
        return sum / f;
    }

    private static double[] spatialMeans(double[] map, int features) {
        int area = map.length / features;
        double[] means = new double[features];
        for (int i = 0; i < map.length; i++) {
            means[i / area] += map[i] / area;
        }
        return means;
    }

    private static double medianPositive(float[] values) {
        double[] positive = new double[values.length];
        int n = 0;
        for (float value : values) {
            if (value > 0) {
                positive[n++] = value;
            }
        }
        double[] sorted = Arrays.copyOf(positive, n);
        Arrays.sort(sorted);
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    private static double[] softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] exponentials =
                Arrays.stream(logits).map(l -> Math.exp(l - largest)).toArray();
        double total = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(e -> e / total).toArray();
    }

    private static int largest(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
