package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when a client's images are nearly the same as others of its own oftener than independent ones are: it is asking its way around one image. Keyed by {@link BySource#key};
 * cameras, and bundles that do not say how near independent images come, are passed over. A bucket keeps some 3 KiB of prints.
 */
public final class QueryAlarms extends KeyedBroadcastProcessFunction<String, FlagRun, AlarmCommand, Alarm> {
    private static final long serialVersionUID = 1L;

    private final SourceKinds kinds;
    private final HitAlarm near;
    private final Duration forgetAfter;
    private transient ValueStateDescriptor<QueryState> descriptor;
    private transient ValueState<QueryState> kept;

    /**
     * @param threshold evidence at which an alarm is raised: the mean number of independent images between alarms is at least this; above 1
     * @param quietImages images after an alarm that are not counted; at least 0
     * @param forgetAfter time without an image after which a bucket's prints are dropped; above zero
     */
    public QueryAlarms(SourceKinds kinds, double threshold, long quietImages, Duration forgetAfter) {
        this.kinds = requireNonNull(kinds, "kinds is null");
        this.forgetAfter = requireNonNull(forgetAfter, "forgetAfter is null");
        this.near = new HitAlarm(
                AlarmStatistic.QUERIES,
                AlarmLevel.SOURCE,
                AlarmKind.ATTACK_LIKE,
                CleanRates.NEAR_SHARE,
                threshold,
                quietImages);
    }

    @Override
    public void open(OpenContext context) {
        descriptor = new ValueStateDescriptor<>("queries", QueryState.class);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(forgetAfter).build());
        kept = getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(FlagRun run, ReadOnlyContext context, Collector<Alarm> out) throws Exception {
        double limit = run.clean().nearPrint();
        if (limit < 0) {
            return;
        }
        QueryState state = kept.value() == null ? new QueryState() : kept.value();
        ShiryaevRoberts detector = near.resume(state.near);
        for (int image = 0; image < run.size(); image++) {
            if (!kinds.isCamera(run.sources()[image])) {
                boolean query = state.ring.add(run.print(image)) <= limit;
                near.take(run, image, query, detector, state.near, context.currentProcessingTime(), out);
            }
        }
        state.near.statistic = detector.values();
        kept.update(state);
    }

    @Override
    public void processBroadcastElement(AlarmCommand command, Context context, Collector<Alarm> out) throws Exception {
        context.applyToKeyedState(descriptor, (key, keptOfKey) -> {
            QueryState state = keptOfKey.value();
            if (state != null && near.obey(command, state.near, out)) {
                keptOfKey.update(state);
            }
        });
    }
}
