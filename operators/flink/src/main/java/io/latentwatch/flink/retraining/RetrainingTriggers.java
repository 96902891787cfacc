package io.latentwatch.flink.retraining;

import static java.util.Objects.requireNonNull;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.flink.metrics.Metrics;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.RetrainingTrigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a retraining when a drift-like alarm of the whole stream or of a window is raised. The alarm itself comes after a few hundred images, too few to learn from, so the trigger is written
 * when more have been judged, or some time has passed, or the input ends. Its ranges begin, in each partition, with the oldest image that the alarm names, else the first one that was judged after it.
 * Alarms that come meanwhile change nothing. One that comes too soon after the last trigger waits, and asks if it is still open then. A source's alarms never ask: who holds one source shall not decide when a
 * network is trained.
 *
 * <p>Images of attack-like alarms are in quarantine until the alarm is released by an operator's command: all images while an alarm of the stream or of windows is open, the source's own for
 * one of a source. An alarm that was called something else at first has its images in quarantine from its beginning, and asks for no retraining any more. Keyed by bundle id; commands come by broadcast.
 */
public final class RetrainingTriggers
        extends KeyedBroadcastProcessFunction<String, RetrainingEvidence, AlarmCommand, RetrainingTrigger> {
    /** Quarantines of a bundle; beyond it the oldest two become one, for all sources. */
    static final int MOST_QUARANTINES = 256;

    /** How long a quarantine is kept after its alarm: no topic is expected to keep images for longer. */
    static final Duration FORGET = Duration.ofDays(30);

    private static final ValueStateDescriptor<RetrainingState> STATE =
            new ValueStateDescriptor<>("retraining", RetrainingState.class);

    private static final Logger LOG = LoggerFactory.getLogger(RetrainingTriggers.class);
    private static final long serialVersionUID = 1L;

    private final RetrainingRules rules;
    private transient ValueState<RetrainingState> kept;
    private transient Map<Result, Counter> counters;

    /** What became of an alarm that asks for a retraining. */
    enum Result {
        /** Its trigger was written. */
        WRITTEN,
        /** Another one's images are being collected: that trigger is for both. */
        JOINED,
        /** It came too soon after the last trigger, and waits. */
        EARLY
    }

    public RetrainingTriggers(RetrainingRules rules) {
        this.rules = requireNonNull(rules, "rules is null");
    }

    @Override
    public void open(OpenContext context) {
        kept = getRuntimeContext().getState(STATE);
        Metrics metrics = new Metrics(getRuntimeContext().getMetricGroup(), Metric.Owner.RETRAINING);
        counters = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    metrics.counter(Metric.RETRAINING_REQUESTS, result.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void processElement(RetrainingEvidence evidence, ReadOnlyContext context, Collector<RetrainingTrigger> out)
            throws Exception {
        RetrainingState state = kept.value() == null ? new RetrainingState() : kept.value();
        if (evidence.alarm() != null) {
            hear(evidence.alarm(), state, context);
        }
        for (Quarantine quarantine : state.quarantines) {
            if (quarantine.open) {
                quarantine.ranges = Ranges.with(quarantine.ranges, evidence.ranges());
            }
        }
        if (state.asking != null) {
            state.collected = Ranges.with(state.collected, evidence.ranges());
            state.images += evidence.images();
            if (state.images >= rules.images()) {
                write(state, context.currentProcessingTime(), out);
            }
        }
        kept.update(state);
    }

    @Override
    public void processBroadcastElement(AlarmCommand command, Context context, Collector<RetrainingTrigger> out)
            throws Exception {
        if (command.getAction() != AlarmAction.RELEASE) {
            return;
        }
        context.applyToKeyedState(STATE, (bundle, state) -> {
            RetrainingState found = state.value();
            if (found != null) {
                found.quarantines = Arrays.stream(found.quarantines)
                        .filter(quarantine -> !quarantine.alarmId.equals(command.getAlarmId()))
                        .toArray(Quarantine[]::new);
                state.update(found);
            }
        });
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RetrainingTrigger> out) throws Exception {
        RetrainingState state = kept.value();
        if (state == null) {
            return;
        }
        boolean ended = context.timeDomain() == TimeDomain.EVENT_TIME;
        if (state.asking != null && (ended || timestamp >= state.deadlineMillis)) {
            write(state, context.currentProcessingTime(), out);
        }
        if (state.early != null && !ended && timestamp >= state.notBeforeMillis) {
            Alarm late = state.early;
            state.early = null;
            ask(late, new OffsetRange[0], state, context);
        }
        kept.update(state);
    }

    private void hear(Alarm alarm, RetrainingState state, ReadOnlyContext context) {
        switch (alarm.getEvent()) {
            case RAISED -> {
                keepApart(alarm, state, context.currentProcessingTime());
                if (asks(alarm)) {
                    askOrWait(alarm, state, context);
                }
            }
            case RECLASSIFIED -> {
                if (alarm.getKind() == AlarmKind.ATTACK_LIKE) {
                    confirm(alarm, state, context.currentProcessingTime());
                    withdraw(alarm, state);
                } else if (asks(alarm)) {
                    askOrWait(alarm, state, context);
                }
            }
            case RESOLVED -> resolved(alarm, state, context.currentProcessingTime());
            default -> {} // what operators say of it changes nothing here
        }
    }

    private static boolean asks(Alarm alarm) {
        return alarm.getKind() == AlarmKind.DRIFT_LIKE
                && (alarm.getLevel() == AlarmLevel.STREAM || alarm.getLevel() == AlarmLevel.WINDOW);
    }

    private void askOrWait(Alarm alarm, RetrainingState state, ReadOnlyContext context) {
        if (state.asking != null) {
            counters.get(Result.JOINED).inc();
        } else if (context.currentProcessingTime() < state.notBeforeMillis) {
            counters.get(Result.EARLY).inc();
            LOG.warn(
                    "drift-like alarm {} comes within {} of the last retraining trigger of its bundle; it asks for one after that, if it is still open",
                    alarm.getId(),
                    rules.leastInterval());
            state.early = alarm;
            context.timerService().registerProcessingTimeTimer(state.notBeforeMillis);
        } else {
            ask(alarm, Ranges.of(alarm), state, context);
        }
    }

    private void ask(Alarm alarm, OffsetRange[] ranges, RetrainingState state, ReadOnlyContext context) {
        if (alarm.getId().equals(state.askedBy)) {
            return;
        }
        state.asking = alarm;
        state.askedBy = alarm.getId();
        state.collected = ranges;
        state.images = 0;
        state.deadlineMillis =
                context.currentProcessingTime() + rules.collectFor().toMillis();
        context.timerService().registerProcessingTimeTimer(state.deadlineMillis);
        context.timerService().registerEventTimeTimer(Long.MAX_VALUE); // comes with the end of the input
    }

    /** It is an attack's by now: what it had collected stays in quarantine. */
    private static void withdraw(Alarm alarm, RetrainingState state) {
        if (state.asking != null && state.asking.getId().equals(alarm.getId())) {
            LOG.warn("alarm {} looks like an attack by now; its retraining trigger is not written", alarm.getId());
            state.asking = null;
            state.collected = new OffsetRange[0];
        }
        forgetEarly(alarm, state);
    }

    private static void forgetEarly(Alarm alarm, RetrainingState state) {
        if (state.early != null && state.early.getId().equals(alarm.getId())) {
            state.early = null;
        }
    }

    private static void resolved(Alarm alarm, RetrainingState state, long nowMillis) {
        forgetEarly(alarm, state);
        state.quarantines = Arrays.stream(state.quarantines)
                .filter(quarantine -> !quarantine.suspected || !quarantine.alarmId.equals(alarm.getId()))
                .toArray(Quarantine[]::new);
        for (Quarantine quarantine : state.quarantines) {
            if (quarantine.open && quarantine.alarmId.equals(alarm.getId())) {
                quarantine.open = false;
                quarantine.closedAtMillis = nowMillis;
            }
        }
    }

    /** The images of an attack-like alarm, and those of one that may turn out to be one: flags are looked at again while it is open. */
    private static void keepApart(Alarm alarm, RetrainingState state, long nowMillis) {
        boolean attack = alarm.getKind() == AlarmKind.ATTACK_LIKE;
        if (attack || alarm.getStatistic() == AlarmStatistic.FLAGS) {
            keepApart(Quarantine.of(alarm, !attack), state, nowMillis);
        }
    }

    private static void confirm(Alarm alarm, RetrainingState state, long nowMillis) {
        Quarantine confirmed = Arrays.stream(state.quarantines)
                .filter(quarantine -> quarantine.alarmId.equals(alarm.getId()))
                .findFirst()
                .orElseGet(() -> Quarantine.of(alarm, false));
        confirmed.suspected = false;
        keepApart(confirmed, state, nowMillis);
    }

    private static void keepApart(Quarantine added, RetrainingState state, long nowMillis) {
        List<Quarantine> quarantines = new ArrayList<>(Arrays.asList(state.quarantines));
        quarantines.removeIf(quarantine -> quarantine.alarmId.equals(added.alarmId)
                || (!quarantine.open && nowMillis - quarantine.closedAtMillis > FORGET.toMillis()));
        quarantines.add(added);
        while (quarantines.size() > MOST_QUARANTINES) {
            Quarantine joined = Quarantine.joined(quarantines.remove(0), quarantines.remove(0));
            joined.closedAtMillis = nowMillis;
            quarantines.add(0, joined);
        }
        state.quarantines = quarantines.toArray(Quarantine[]::new);
    }

    private void write(RetrainingState state, long nowMillis, Collector<RetrainingTrigger> out) {
        RetrainingTrigger trigger = trigger(state);
        state.asking = null;
        state.collected = new OffsetRange[0];
        state.notBeforeMillis = nowMillis + rules.leastInterval().toMillis();
        counters.get(Result.WRITTEN).inc();
        LOG.info("retraining trigger {} with {} images since its alarm", trigger.getId(), state.images);
        if (rules.keptTooShort()) {
            LOG.warn(
                    "the images of retraining trigger {} may be gone before it is answered: their topic keeps them for {}, and a trigger may wait for {} after collecting them for up to {}; "
                            + "raise the topic's retention.ms",
                    trigger.getId(),
                    rules.imagesKept(),
                    rules.mayWait(),
                    rules.collectFor());
        }
        out.collect(trigger);
    }

    private RetrainingTrigger trigger(RetrainingState state) {
        Alarm alarm = state.asking;
        Map<String, Double> evidence = new HashMap<>(alarm.getFigures());
        evidence.put("evidence", alarm.getEvidence());
        evidence.put("threshold", alarm.getThreshold());
        evidence.put("alpha", alarm.getAlpha());
        evidence.put("images-before-alarm", (double) alarm.getImages());
        evidence.put("flagged-before-alarm", (double) alarm.getFlagged());
        evidence.put("images-after-alarm", (double) state.images);
        List<OffsetRange> quarantined = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (Quarantine quarantine : state.quarantines) {
            if (quarantine.suspected) {
                continue;
            }
            List<OffsetRange> common = Ranges.common(state.collected, quarantine.ranges);
            if (quarantine.source.isEmpty()) {
                quarantined.addAll(common);
            } else if (!common.isEmpty() && !sources.contains(quarantine.source)) {
                sources.add(quarantine.source);
            }
        }
        return RetrainingTrigger.newBuilder()
                .setId(alarm.getId())
                .setAlarmId(alarm.getId())
                .setBundleId(alarm.getBundleId())
                .setKind(alarm.getKind())
                .setEventTimeMillis(alarm.getEventTimeMillis())
                .setRanges(Arrays.asList(state.collected))
                .setQuarantined(quarantined)
                .setQuarantinedSources(sources)
                .setEvidence(evidence)
                .setImagesKeptMillis(rules.keptTooShort() ? rules.imagesKept().toMillis() : null)
                .build();
    }
}
