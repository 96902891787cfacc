package io.latentwatch.detector.window;

import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmStatistic;
import java.util.List;

/** What kind of change a window looks like: {@link Diagnosis} of its images and classes; layers that stray while nothing else is to be seen have drifted. */
public final class WindowDiagnosis {
    private WindowDiagnosis() {}

    /**
     * Diagnoses a window.
     *
     * @param comparisons of the window, as {@link Comparison#of} gives them
     */
    public static Diagnosis of(WindowSums sums, List<Comparison> comparisons) {
        Diagnosis diagnosis = comparisons.stream()
                .filter(comparison -> comparison.statistic() == AlarmStatistic.CLASSES)
                .findAny()
                .map(classes ->
                        Diagnosis.of(sums.evidence(), sums.reference().rates(), classes.distance(), classes.limit()))
                .orElseGet(() -> Diagnosis.of(sums.evidence(), sums.reference().rates(), 0, 0));
        boolean layersAlone = diagnosis.kind() == AlarmKind.UNCLASSIFIED
                && comparisons.get(0).statistic() == AlarmStatistic.DISTORTION;
        return layersAlone ? new Diagnosis(AlarmKind.DRIFT_LIKE, diagnosis.figures()) : diagnosis;
    }
}
