package io.latentwatch.flink.windows;

import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.detector.window.Comparison;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.WindowDiagnosis;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.EvidenceFigures;
import io.latentwatch.flink.alarms.Frequent;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when a window's p-values, classes, refused records or a layer's distortion lie further from what clean images show than they do by chance in the budget's
 * time. Windows with too few images to show a change are gathered with the next ones. The alarm is resolved by the first window in which nothing reaches its limit; until
 * then no second one is raised. Keyed by bundle id; commands come by broadcast.
 */
public final class WindowAlarms extends KeyedBroadcastProcessFunction<String, ClosedWindow, AlarmCommand, Alarm> {
    private static final ValueStateDescriptor<WindowState> STATE =
            new ValueStateDescriptor<>("windows", WindowState.class);

    /** Longer than windows are, and gathered. */
    private static final Duration STALE = Duration.ofHours(2);

    private static final long serialVersionUID = 1L;

    private final double imagesPerFalseAlarm;
    private final double smallestChange;
    private transient ValueState<WindowState> kept;
    private transient EvidenceFigures figures;

    /**
     * @param imagesPerFalseAlarm clean images between two false alarms, on average and at least; above 1
     * @param smallestChange distance of p-values that a window has to show, 0 to 1: windows are gathered until their limit is at most this, or twice the
     *     error of the calibration where that is more
     */
    public WindowAlarms(double imagesPerFalseAlarm, double smallestChange) {
        if (!(smallestChange > 0 && smallestChange < 1)) {
            throw new IllegalArgumentException(
                    "smallestChange is " + smallestChange + ", expected a distance above 0 and below 1");
        }
        this.imagesPerFalseAlarm = imagesPerFalseAlarm;
        this.smallestChange = smallestChange;
    }

    @Override
    public void open(OpenContext context) {
        kept = getRuntimeContext().getState(STATE);
        figures = new EvidenceFigures(getRuntimeContext().getMetricGroup(), AlarmLevel.WINDOW, STALE);
    }

    @Override
    public void processElement(ClosedWindow window, ReadOnlyContext context, Collector<Alarm> out) throws Exception {
        WindowState state = kept.value() == null ? new WindowState() : kept.value();
        WindowSums sums = state.gathered == null ? window.sums() : state.gathered.plus(window.sums());
        if (sums.imagesInAll() + sums.evidence().refused
                < Comparison.leastImages(sums, imagesPerFalseAlarm, smallestChange)) {
            state.gathered = sums;
        } else {
            state.gathered = null;
            judge(sums, window.endMillis(), state, context.currentProcessingTime(), out);
        }
        figures.newest(state.alarm);
        kept.update(state);
    }

    @Override
    public void processBroadcastElement(AlarmCommand command, Context context, Collector<Alarm> out) throws Exception {
        context.applyToKeyedState(STATE, (bundle, kept) -> {
            WindowState state = kept.value();
            if (state != null && state.alarm.concerns(command)) {
                state.alarm.obey(command).ifPresent(out::collect);
                state.gathered = command.getAction() == AlarmAction.RESET ? null : state.gathered;
                kept.update(state);
            }
        });
    }

    private void judge(WindowSums sums, long endMillis, WindowState state, long nowMillis, Collector<Alarm> out) {
        List<Comparison> comparisons = Comparison.of(sums, imagesPerFalseAlarm);
        tell(comparisons);
        if (comparisons.get(0).overLimit() >= 1) {
            state.alarm.raise(alarm(sums, endMillis, comparisons), nowMillis).ifPresent(out::collect);
        } else {
            state.alarm.resolve(endMillis).ifPresent(out::collect);
        }
    }

    /** Of several layers the furthest one, which comes first. */
    private void tell(List<Comparison> comparisons) {
        Map<AlarmStatistic, Comparison> furthest = new EnumMap<>(AlarmStatistic.class);
        comparisons.forEach(comparison -> furthest.putIfAbsent(comparison.statistic(), comparison));
        furthest.forEach(
                (statistic, comparison) -> figures.evidence(statistic, comparison.distance(), comparison.limit()));
    }

    private static Alarm alarm(WindowSums sums, long endMillis, List<Comparison> comparisons) {
        Comparison furthest = comparisons.get(0);
        Diagnosis diagnosis = WindowDiagnosis.of(sums, comparisons);
        Example[] examples = sums.examples();
        Position newest = examples[examples.length - 1].position();
        List<Example> low = Arrays.asList(examples).subList(0, examples.length - 1);
        Alarm alarm = new Alarm();
        alarm.setId("window/" + sums.bundleId() + "/" + newest.getTopic() + "/" + newest.getPartition() + "/"
                + newest.getOffset());
        alarm.setEvent(AlarmEvent.RAISED);
        alarm.setLevel(AlarmLevel.WINDOW);
        alarm.setStatistic(furthest.statistic());
        alarm.setKind(diagnosis.kind());
        alarm.setFigures(figures(diagnosis, sums));
        alarm.setBundleId(sums.bundleId());
        alarm.setSource("");
        alarm.setEventTimeMillis(endMillis);
        alarm.setRaisedBy(newest);
        alarm.setImages(sums.imagesInAll());
        alarm.setFlagged(sums.flaggedInAll());
        alarm.setEvidence(furthest.distance());
        alarm.setThreshold(furthest.limit());
        alarm.setAlpha(sums.reference().alpha());
        alarm.setExamples(low.stream().map(Example::position).toList());
        alarm.setSources(Frequent.first(low.stream().map(Example::source).toArray(String[]::new)));
        alarm.setFeatures(Frequent.first(low.stream().map(Example::feature).toArray(String[]::new)));
        alarm.setLayers(comparisons.stream()
                .filter(comparison -> comparison.statistic() == AlarmStatistic.DISTORTION)
                .filter(comparison -> comparison.overLimit() >= 1)
                .map(Comparison::layer)
                .toList());
        alarm.setIssuedBy("");
        alarm.setDetail("");
        return alarm;
    }

    private static Map<String, Double> figures(Diagnosis diagnosis, WindowSums sums) {
        Map<String, Double> figures = new HashMap<>(diagnosis.figures());
        for (int layer = 0; layer < sums.layers().length && sums.imagesInAll() > 0; layer++) {
            figures.put("distortion-ratio/" + sums.layers()[layer], sums.ratios()[layer] / sums.imagesInAll());
        }
        return figures;
    }
}
