package io.latentwatch.detector.infer;

import java.util.ArrayList;
import java.util.List;

/** Names of the columns of {@code scores} and {@code twin_scores}, as {@code family/member}, in the order in which the monitor graph gives them. */
public final class ScoreNames {
    private ScoreNames() {}

    /** Columns of {@link MonitorTensors#SCORES}: one for each tap, then confidence. */
    public static List<String> plain(List<String> taps) {
        List<String> names = new ArrayList<>();
        taps.forEach(tap -> names.add("activation/" + tap));
        names.add("confidence/max-softmax");
        return names;
    }

    /** Columns of {@link MonitorTensors#TWIN_SCORES}: for each squeezer one for each tap, then the softmax's. */
    public static List<String> twin(List<String> taps, List<String> squeezers) {
        List<String> names = new ArrayList<>();
        for (String squeezer : squeezers) {
            taps.forEach(tap -> names.add("latent-twin/" + tap + "." + squeezer));
            names.add("softmax-twin/" + squeezer);
        }
        return names;
    }
}
