package io.latentwatch.detector.infer;

import java.util.List;

/**
 * Names and shapes of what goes into {@code monitor.onnx} and comes out. N images, M twinned rows, K classes, P plain scores, T twin scores, Q
 * squeezers.
 */
public final class MonitorTensors {
    /** uint8 {@code [N, C, H, W]}, pixels 0 to 255. */
    public static final String IMAGE = "image";
    /** int64 {@code [M]}, rows of {@link #IMAGE} that get a twin; M may be 0. */
    public static final String TWIN_ROWS = "twin_rows";

    /** float32 {@code [N, K]}, each row adds up to 1. */
    public static final String PROBABILITIES = "probabilities";
    /** float32 {@code [N, P]}: the activation distortion of each tap, confidence (the probability of all other classes together), {@link QuietPlaces noise}. */
    public static final String SCORES = "scores";
    /** int64 {@code [N, min(topFeatures, F)]}: features with the largest deviations, largest first. */
    public static final String TOP_FEATURES = "top_features";
    /** float32, as {@link #TOP_FEATURES}: their signed deviations. */
    public static final String TOP_DEVIATIONS = "top_deviations";
    /** float32 {@code [M, T]}: for each squeezer, the latent twin distance of each tap and the softmax twin distance; then for each the mean distance of pixels. */
    public static final String TWIN_SCORES = "twin_scores";
    /** int64 {@code [M, Q]}: the class of each twin. */
    public static final String TWIN_CLASSES = "twin_classes";

    /** All outputs. */
    public static final List<String> OUTPUTS =
            List.of(PROBABILITIES, SCORES, TOP_FEATURES, TOP_DEVIATIONS, TWIN_SCORES, TWIN_CLASSES);

    /** Everything that the monitor adds to the classifier's graph has a name that begins so. */
    public static final String PREFIX = "watch/";

    private MonitorTensors() {}
}
