package io.latentwatch.detector.judge;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The calibration tables of one score set: a pooled one, or one for each predicted class with images enough and one for all other classes together. The
 * promise holds for all tables at once: each takes its share of {@link PacRank#RISK}.
 */
public final class CalibrationTables {
    /** The table of all classes. */
    public static final String POOLED = "pooled";
    /** The table of the classes that have none of their own. */
    public static final String REST = "rest";

    private final List<String> names = new ArrayList<>();
    private final Map<String, CalibrationTable> tables = new LinkedHashMap<>();

    private CalibrationTables() {}

    /** The name of a class's own table. */
    public static String ofClass(int predictedClass) {
        return "class-" + predictedClass;
    }

    /**
     * Reads a bundle's tables.
     *
     * @param pooledFile {@link BundleFiles#PLAIN_SUSPICION} or {@link BundleFiles#TWIN_SUSPICION}
     * @throws io.latentwatch.bundle.BundleException if a table is missing, damaged, or has too few images for the promise
     */
    public static CalibrationTables read(Bundle bundle, String pooledFile, double alpha) {
        CalibrationTables read = new CalibrationTables();
        Map<String, String> files = new LinkedHashMap<>();
        int classes = bundle.manifest().classes().size();
        for (int k = 0; k < classes; k++) {
            String own = BundleFiles.suspicion(pooledFile, ofClass(k));
            boolean pooled = bundle.has(pooledFile);
            String name = pooled ? POOLED : bundle.has(own) ? ofClass(k) : REST;
            read.names.add(name);
            files.put(name, pooled ? pooledFile : BundleFiles.suspicion(pooledFile, name));
        }
        files.forEach((name, file) ->
                read.tables.put(name, CalibrationTable.read(bundle, file, alpha, PacRank.RISK / files.size())));
        return read;
    }

    /** The table that images of a predicted class are looked up in. */
    public CalibrationTable of(int predictedClass) {
        return tables.get(names.get(predictedClass));
    }

    /** Its name. */
    public String name(int predictedClass) {
        return names.get(predictedClass);
    }

    /** Calibration images of all tables together. */
    public int images() {
        return tables.values().stream().mapToInt(CalibrationTable::images).sum();
    }

    /**
     * Which classes can have a table of their own: those whose calibration images carry the promise when the risk is shared by all tables. Where the others together
     * are too few for a table, the smallest of those join them.
     *
     * @param images calibration images by predicted class
     * @param alpha promised share of flags on clean images
     * @return the names of the tables by class
     * @throws IllegalArgumentException if a promise cannot be kept, saying which classes have how many images
     */
    public static List<String> assign(int[] images, double alpha) {
        List<Integer> own = new ArrayList<>(IntStream.range(0, images.length)
                .boxed()
                .sorted(Comparator.comparing(k -> images[k]))
                .toList()); // smallest first
        int minimum = minimum(own.size(), images.length, alpha);
        int rest = 0;
        while (images[own.get(0)] < minimum || (own.size() < images.length && rest < minimum)) {
            if (own.size() == 1) {
                throw tooFew(images, own.get(0), minimum, alpha);
            }
            rest += images[own.remove(0)];
            minimum = minimum(own.size(), images.length, alpha);
        }
        return IntStream.range(0, images.length)
                .mapToObj(k -> own.contains(k) ? ofClass(k) : REST)
                .toList();
    }

    private static IllegalArgumentException tooFew(int[] images, int largest, int minimum, double alpha) {
        return new IllegalArgumentException(
                "a false-alarm rate of %s by class takes at least %d calibration images for each table; too few have the classes %s; profile with more images, or without --per-class"
                        .formatted(
                                alpha,
                                minimum,
                                IntStream.range(0, images.length)
                                        .filter(k -> k != largest || images[k] < minimum)
                                        .mapToObj(k -> k + " (" + images[k] + ")")
                                        .toList()));
    }

    private static int minimum(int own, int classes, double alpha) {
        int tables = own + (own < classes ? 1 : 0);
        return PacRank.minimumImages(alpha, PacRank.RISK / tables);
    }
}
