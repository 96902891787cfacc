package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.judge.CalibrationTable;
import io.latentwatch.detector.judge.CalibrationTables;
import io.latentwatch.detector.judge.CleanLook;
import io.latentwatch.detector.judge.PacRank;
import io.latentwatch.detector.judge.Standardisation;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.reference.profile.CleanImages.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The scores of all clean images, and the tables that follow from them: standardisation from A, suspicions from B. */
final class Calibration {
    /** Splits A smaller than this standardise nothing. */
    static final int MINIMUM_STANDARDISATION = 100;

    private final int classes;
    private final int plainScores;
    private final List<Scored> standardisationImages = new ArrayList<>();
    private final Map<Integer, byte[]> examples = new TreeMap<>();
    private final List<Suspected> suspected = new ArrayList<>();
    private final List<byte[]> prints = new ArrayList<>();
    private long flipped;
    private int labelled;
    private int correct;
    private Standardisation standardisation;
    private final Map<String, double[]> plainSuspicion = new TreeMap<>();
    private final Map<String, double[]> twinSuspicion = new TreeMap<>();

    /** One image's scores: plain ones first; and whether a squeezed copy was given another class. */
    private record Scored(int predicted, float[] scores, boolean flips) {}

    /** What is kept of an image of split B. */
    private record Suspected(int predicted, double plain, double twin) {}

    private Calibration(int classes, int plainScores) {
        this.classes = classes;
        this.plainScores = plainScores;
    }

    /** Runs all images, each with its twin, and makes the tables: those of A first, whose scores are kept, then those of B, whose suspicions are. */
    static Calibration of(
            MonitorSession session,
            CleanImages images,
            Manifest.Input input,
            Manifest.Scores scores,
            int classes,
            boolean perClass) {
        Calibration calibration = new Calibration(classes, scores.plain().size());
        images.read(Split.STANDARDISATION, (pixels, n, labels) -> {
            List<Scored> scored = calibration.score(session, pixels, n, labels);
            calibration.standardisationImages.addAll(scored);
            calibration.findExamples(scored, pixels, labels);
        });
        calibration.standardise();
        Suspicion suspicion = new Suspicion(calibration.standardisation, scores);
        images.read(Split.CALIBRATION, (pixels, n, labels) -> {
            calibration.score(session, pixels, n, labels).forEach(image -> calibration.addSuspicion(suspicion, image));
            calibration.addPrints(pixels, n, input);
        });
        calibration.makeTables(perClass);
        return calibration;
    }

    private List<Scored> score(MonitorSession session, ByteBuffer pixels, int n, int[] labels) {
        MonitorOutputs outputs = session.infer(pixels.duplicate(), n, EveryRow.of(n));
        int twinScores = outputs.twinScores().length / n;
        List<Scored> scored = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int predicted = ArgMax.of(outputs.probabilities(), i * classes, classes);
            float[] scores = new float[plainScores + twinScores];
            System.arraycopy(outputs.scores(), i * plainScores, scores, 0, plainScores);
            System.arraycopy(outputs.twinScores(), i * twinScores, scores, plainScores, twinScores);
            requireFinite(scores);
            scored.add(new Scored(predicted, scores, flips(outputs, i, n, predicted)));
            labelled += labels[i] >= 0 ? 1 : 0;
            correct += labels[i] == predicted ? 1 : 0;
        }
        return scored;
    }

    private static boolean flips(MonitorOutputs outputs, int image, int images, int predicted) {
        int squeezers = outputs.twinClasses().length / images;
        return Arrays.stream(outputs.twinClasses(), image * squeezers, (image + 1) * squeezers)
                .anyMatch(twin -> twin != predicted);
    }

    private void addPrints(ByteBuffer pixels, int images, Manifest.Input input) {
        byte[] image = new byte[input.bytes()];
        for (int i = 0; i < images; i++) {
            pixels.get(i * image.length, image);
            prints.add(ImagePrint.of(image, input.channels(), input.height(), input.width()));
        }
    }

    private void findExamples(List<Scored> scored, ByteBuffer pixels, int[] labels) {
        for (int i = 0; i < scored.size(); i++) {
            int predicted = scored.get(i).predicted();
            if (labels[i] == predicted && !examples.containsKey(predicted)) {
                byte[] example = new byte[pixels.limit() / scored.size()];
                pixels.get(i * example.length, example);
                examples.put(predicted, example);
            }
        }
    }

    private static void requireFinite(float[] scores) {
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new BundleException("a clean image has the scores " + Arrays.toString(scores)
                        + ", expected finite numbers; the network gives NaN or infinities, train it again");
            }
        }
    }

    private void standardise() {
        if (standardisationImages.size() < MINIMUM_STANDARDISATION) {
            throw new BundleException(
                    "%d images are left for the references, expected at least %d; profile with %d images or more"
                            .formatted(
                                    standardisationImages.size(),
                                    MINIMUM_STANDARDISATION,
                                    5 * MINIMUM_STANDARDISATION));
        }
        standardisation = Standardisation.fit(
                standardisationImages.stream().map(Scored::scores).toArray(float[][]::new),
                standardisationImages.stream().mapToInt(Scored::predicted).toArray(),
                classes);
    }

    private void addSuspicion(Suspicion suspicion, Scored image) {
        suspected.add(new Suspected(
                image.predicted(),
                suspicion.ofPlain(image.predicted(), image.scores(), 0),
                suspicion.ofAll(image.predicted(), image.scores(), 0, image.scores(), plainScores)));
        flipped += image.flips() && !suspicion.natural() ? 1 : 0; // as the job counts them, see Judgement.evidence
    }

    private void makeTables(boolean perClass) {
        List<String> tables = tables(perClass);
        for (String table : Set.copyOf(tables)) {
            plainSuspicion.put(table, sorted(tables, table, Suspected::plain));
            twinSuspicion.put(table, sorted(tables, table, Suspected::twin));
        }
    }

    /** The table of each predicted class. */
    private List<String> tables(boolean perClass) {
        if (!perClass) {
            CalibrationTable.promising(
                    ProfileReport.USUAL_ALPHA, PacRank.RISK, new double[suspected.size()], "the images given");
            return Collections.nCopies(classes, CalibrationTables.POOLED);
        }
        int[] images = new int[classes];
        suspected.forEach(image -> images[image.predicted()]++);
        try {
            return CalibrationTables.assign(images, ProfileReport.USUAL_ALPHA);
        } catch (IllegalArgumentException e) {
            throw new BundleException(e.getMessage(), e);
        }
    }

    private double[] sorted(List<String> tables, String table, ToDoubleFunction<Suspected> suspicion) {
        return suspected.stream()
                .filter(image -> tables.get(image.predicted()).equals(table))
                .mapToDouble(suspicion)
                .sorted()
                .toArray();
    }

    /**
     * The files of a bundle that hold the tables, by name.
     *
     * @param seed of the order in which images are held against each other
     */
    Map<String, byte[]> files(long seed) {
        Map<String, byte[]> files = new TreeMap<>(standardisation.files());
        add(BundleFiles.PLAIN_SUSPICION, plainSuspicion, files);
        add(BundleFiles.TWIN_SUSPICION, twinSuspicion, files);
        files.putAll(CleanLook.files(prints, flipped, seed));
        return files;
    }

    private static void add(String pooledFile, Map<String, double[]> suspicions, Map<String, byte[]> files) {
        suspicions.forEach((table, values) -> files.put(
                table.equals(CalibrationTables.POOLED) ? pooledFile : BundleFiles.suspicion(pooledFile, table),
                NpyArray.of(values, values.length).write()));
    }

    /** Calibration images by table. */
    Map<String, Integer> imagesByTable() {
        Map<String, Integer> images = new TreeMap<>();
        plainSuspicion.forEach((table, values) -> images.put(table, values.length));
        return images;
    }

    /** Mean distortion per predicted class and tap on split A: {@code [K x L]}; classes without images take the mean of all. */
    float[] cleanDistortion(int taps) {
        double[][] sums = new double[classes + 1][taps];
        int[] counts = new int[classes + 1];
        for (Scored image : standardisationImages) {
            counts[image.predicted()]++;
            counts[classes]++;
            for (int l = 0; l < taps; l++) {
                sums[image.predicted()][l] += image.scores()[l];
                sums[classes][l] += image.scores()[l];
            }
        }
        float[] means = new float[classes * taps];
        for (int k = 0; k < classes; k++) {
            int row = counts[k] < ReferenceBuilder.MINIMUM_PER_CLASS ? classes : k;
            for (int l = 0; l < taps; l++) {
                means[k * taps + l] = (float) Math.max(sums[row][l] / counts[row], Float.MIN_NORMAL);
            }
        }
        return means;
    }

    /** One rightly classified image of split A for each class that has one: {@code [C, H, W]} bytes. */
    Map<Integer, byte[]> examples() {
        return examples;
    }

    /** Images whose true class is known. */
    int labelled() {
        return labelled;
    }

    /** Rightly classified ones among them. */
    int correct() {
        return correct;
    }

    int calibrationImages() {
        return suspected.size();
    }

    int standardisationImages() {
        return standardisationImages.size();
    }
}
