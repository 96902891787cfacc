package io.latentwatch.bundle;

import java.util.regex.Pattern;

/** Names of the files in a bundle. */
public final class BundleFiles {
    public static final String MANIFEST = "manifest.json";
    public static final String SIGNATURE = "manifest.sig";
    public static final String MODEL = "model.onnx";
    public static final String MONITOR = "monitor.onnx";
    public static final String CLASS_COUNTS = "references/class-counts.npy";
    public static final String CLEAN_DISTORTION = "references/clean-distortion.npy";
    public static final String TAILS = "calibration/tails.npy";
    public static final String POOLED_SURVIVAL = "calibration/survival/pooled.npy";
    public static final String PLAIN_SUSPICION = "calibration/suspicion-plain.npy";
    public static final String TWIN_SUSPICION = "calibration/suspicion-twin.npy";
    public static final String NEAR_PRINTS = "calibration/near-prints.npy";
    public static final String TWIN_FLIPS = "calibration/twin-flips.npy";
    public static final String PROBES = "probes/images.npy";
    public static final String REPORT = "report.json";
    public static final String REPORT_PAGE = "report.html";

    /** A name is one to four steps of letters, digits, '.', '_' and '-', none of which begins with a dot: no way out of the folder. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}");

    private BundleFiles() {}

    /** Mean and deviation of a tap's features: float32 {@code [2, K, F]}. */
    public static String references(String tap) {
        return "references/" + tap + ".npy";
    }

    /** Clean twin distortion of a tap's features, one row per squeezer: float32 {@code [Q, F]}. */
    public static String twinReferences(String tap) {
        return "references/" + tap + ".twin.npy";
    }

    /** Sorted scores of the standardisation images predicted to be of a class: float32 {@code [S, n]}. */
    public static String survival(int predictedClass) {
        return "calibration/survival/class-" + predictedClass + ".npy";
    }

    /**
     * Sorted suspicions of the calibration images of one table of a bundle that is calibrated by class: float64 {@code [n]}.
     *
     * @param pooledFile {@link #PLAIN_SUSPICION} or {@link #TWIN_SUSPICION}, which stand alone in a bundle that is not
     * @param table {@code class-<k>} or {@code rest}
     */
    public static String suspicion(String pooledFile, String table) {
        return pooledFile.replace(".npy", "/" + table + ".npy");
    }

    /** What an output of the monitor graph gave for the probes. */
    public static String probe(String output) {
        return "probes/" + output + ".npy";
    }

    /** Hashes of the images of a split, sorted, 8 bytes each. */
    public static String split(String name) {
        return "splits/" + name + ".bin";
    }

    static boolean isName(String name) {
        return name.length() <= 200 && NAME.matcher(name).matches();
    }
}
