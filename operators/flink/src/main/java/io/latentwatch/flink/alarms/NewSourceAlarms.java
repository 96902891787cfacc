package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when more images come from sources that were not heard of before than is usual: whoever takes a new name for every request escapes what is counted within one source. The
 * first images teach it the names and are not counted. Keyed by bundle id; keeps 16 KiB.
 */
public final class NewSourceAlarms extends KeyedBroadcastProcessFunction<String, FlagRun, AlarmCommand, Alarm> {
    private static final ValueStateDescriptor<NewSourceState> STATE =
            new ValueStateDescriptor<>("new-sources", NewSourceState.class);

    private static final long serialVersionUID = 1L;

    private final HitAlarm fresh;
    private final Duration forgetAfter;
    private transient ValueState<NewSourceState> kept;
    private transient EvidenceFigures figures;

    /**
     * @param usualShare largest share of images from new sources that is usual, above 0 and below 0.45
     * @param threshold evidence at which an alarm is raised: the mean number of images between false alarms is at least this; above 1
     * @param quietImages images at the start and after an alarm that are not counted; at least 0
     * @param forgetAfter a source that is silent for twice that time counts as new again
     */
    public NewSourceAlarms(double usualShare, double threshold, long quietImages, Duration forgetAfter) {
        this.forgetAfter = requireNonNull(forgetAfter, "forgetAfter is null");
        this.fresh = new HitAlarm(
                AlarmStatistic.NEW_SOURCES,
                AlarmLevel.STREAM,
                AlarmKind.UNCLASSIFIED,
                usualShare,
                threshold,
                quietImages);
    }

    @Override
    public void open(OpenContext context) {
        kept = getRuntimeContext().getState(STATE);
        figures = new EvidenceFigures(getRuntimeContext().getMetricGroup(), AlarmLevel.STREAM, FlagAlarms.STALE);
    }

    @Override
    public void processElement(FlagRun run, ReadOnlyContext context, Collector<Alarm> out) throws Exception {
        NewSourceState state = kept.value() == null ? starting() : kept.value();
        long nowMillis = context.currentProcessingTime();
        state.novelty.age(nowMillis, forgetAfter.toMillis());
        ShiryaevRoberts detector = fresh.resume(state.fresh);
        for (int image = 0; image < run.size(); image++) {
            boolean isNew = state.novelty.isNew(run.sources()[image]);
            fresh.take(run, image, isNew, detector, state.fresh, nowMillis, out);
        }
        state.fresh.statistic = detector.values();
        kept.update(state);
        figures.evidence(AlarmStatistic.NEW_SOURCES, detector.evidence(), fresh.threshold());
        figures.newest(state.fresh.alarm);
    }

    private NewSourceState starting() {
        NewSourceState state = new NewSourceState();
        state.fresh.quietImages = fresh.quietImages();
        return state;
    }

    @Override
    public void processBroadcastElement(AlarmCommand command, Context context, Collector<Alarm> out) throws Exception {
        context.applyToKeyedState(STATE, (bundle, keptOfBundle) -> {
            NewSourceState state = keptOfBundle.value();
            if (state != null && fresh.obey(command, state.fresh, out)) {
                keptOfBundle.update(state);
            }
        });
    }
}
