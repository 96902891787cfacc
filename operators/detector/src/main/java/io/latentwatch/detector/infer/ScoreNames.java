package io.latentwatch.detector.infer;

import java.util.ArrayList;
import java.util.List;

/** Names of the columns of {@code scores} and {@code twin_scores}, as {@code family/member}, in the order in which the monitor graph gives them. */
public final class ScoreNames {
    /** The family of {@link QuietPlaces}. */
    public static final String NOISE = "noise";

    private ScoreNames() {}

    /** Columns of {@link MonitorTensors#SCORES}: one for each tap, confidence, noise. */
    public static List<String> plain(List<String> taps) {
        List<String> names = new ArrayList<>(plainOfTheNetwork(taps));
        names.add(NOISE + "/quiet-places");
        return names;
    }

    /** Those that the network's own tensors give; bundles that were profiled before there was noise have no others. */
    public static List<String> plainOfTheNetwork(List<String> taps) {
        List<String> names = new ArrayList<>();
        taps.forEach(tap -> names.add("activation/" + tap));
        names.add("confidence/max-softmax");
        return names;
    }

    /** Columns of {@link MonitorTensors#TWIN_SCORES}: for each squeezer one for each tap and the softmax's; then for each squeezer the pixels'. */
    public static List<String> twin(List<String> taps, List<String> squeezers) {
        List<String> names = new ArrayList<>(twinOfTheNetwork(taps, squeezers));
        squeezers.forEach(squeezer -> names.add("latent-twin/pixels." + squeezer));
        return names;
    }

    /** Those that the network's own tensors give; bundles that were profiled before pixels were compared have no others. */
    public static List<String> twinOfTheNetwork(List<String> taps, List<String> squeezers) {
        List<String> names = new ArrayList<>();
        for (String squeezer : squeezers) {
            taps.forEach(tap -> names.add("latent-twin/" + tap + "." + squeezer));
            names.add("softmax-twin/" + squeezer);
        }
        return names;
    }
}
