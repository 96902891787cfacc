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
import java.util.stream.IntStream;
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
 * one of a source. An alarm of the stream that was called something else at first has its images in quarantine from its beginning, and asks for no retraining any more, unless it is
 * released; a trigger that was written before that stays. Keyed by bundle id; commands come by broadcast.
 */
public final class RetrainingTriggers
        extends KeyedBroadcastProcessFunction<String, RetrainingEvidence, AlarmCommand, RetrainingTrigger> {
    /** Quarantines of a bundle; beyond it the oldest two that are over become one, for all sources, else the oldest two. */
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
        askIfEarlyNoMore(state, context);
        if (evidence.alarm() == null) {
            state.newest = evidence.ranges();
        } else {
            hear(evidence.alarm(), state, context);
        }
        for (Quarantine quarantine : state.quarantines) {
            if (quarantine.open) {
                quarantine.ranges = Ranges.with(quarantine.ranges, evidence.ranges());
            }
        }
        if (state.watched != null) {
            state.sinceWatched = Ranges.with(state.sinceWatched, evidence.ranges());
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
                if (found.withdrawn != null && found.withdrawn.getId().equals(command.getAlarmId())) {
                    found.early = found.withdrawn; // no attack, says a person: the next image asks
                    found.withdrawn = null;
                }
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
        if (!ended) {
            askIfEarlyNoMore(state, context);
        }
        kept.update(state);
    }

    private void askIfEarlyNoMore(RetrainingState state, ReadOnlyContext context) {
        if (state.early != null && state.asking == null && context.currentProcessingTime() >= state.notBeforeMillis) {
            Alarm late = state.early;
            state.early = null;
            ask(late, new OffsetRange[0], state, context);
        }
    }

    private void hear(Alarm alarm, RetrainingState state, ReadOnlyContext context) {
        switch (alarm.getEvent()) {
            case RAISED, RECLASSIFIED -> {
                if (alarm.getKind() == AlarmKind.ATTACK_LIKE) {
                    keepApart(alarm, state, context.currentProcessingTime());
                    withdraw(alarm, state, context);
                } else {
                    watch(alarm, state);
                    if (asks(alarm)) {
                        askOrWait(alarm, state, context);
                    }
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
            state.joined = alarm.getId().equals(state.asking.getId()) ? state.joined : alarm;
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

    /** Flags of the stream are looked at again while their alarm is open: it may turn out to be an attack's, from its beginning. */
    private static void watch(Alarm alarm, RetrainingState state) {
        boolean ofStream = alarm.getLevel() == AlarmLevel.STREAM && alarm.getStatistic() == AlarmStatistic.FLAGS;
        if (ofStream && !alarm.getId().equals(state.watched)) {
            state.watched = alarm.getId();
            state.sinceWatched = Ranges.of(alarm);
        }
    }

    /** It is an attack's by now, and what it had collected is in quarantine; an alarm that had joined it asks in its place. */
    private void withdraw(Alarm alarm, RetrainingState state, ReadOnlyContext context) {
        forgetWaiting(alarm, state);
        if (state.asking == null || !state.asking.getId().equals(alarm.getId())) {
            return;
        }
        LOG.warn("alarm {} looks like an attack by now; its retraining trigger is not written", alarm.getId());
        state.withdrawn = state.asking;
        state.asking = null;
        state.askedBy = null;
        state.collected = new OffsetRange[0];
        if (state.joined != null) {
            Alarm next = state.joined;
            state.joined = null;
            ask(next, Ranges.of(next), state, context);
        }
    }

    private static void forgetWaiting(Alarm alarm, RetrainingState state) {
        state.early = without(state.early, alarm);
        state.joined = without(state.joined, alarm);
        state.withdrawn = without(state.withdrawn, alarm);
    }

    private static Alarm without(Alarm kept, Alarm gone) {
        return kept != null && kept.getId().equals(gone.getId()) ? null : kept;
    }

    private static void resolved(Alarm alarm, RetrainingState state, long nowMillis) {
        forgetWaiting(alarm, state);
        if (alarm.getId().equals(state.watched)) {
            state.watched = null;
            state.sinceWatched = new OffsetRange[0];
        }
        for (Quarantine quarantine : state.quarantines) {
            if (quarantine.open && quarantine.alarmId.equals(alarm.getId())) {
                // One run may hold the whole attack, and it is heard of before the alarm that it raises and ends.
                quarantine.ranges =
                        state.newest == null ? quarantine.ranges : Ranges.with(quarantine.ranges, state.newest);
                quarantine.open = false;
                quarantine.closedAtMillis = nowMillis;
            }
        }
    }

    private static void keepApart(Alarm alarm, RetrainingState state, long nowMillis) {
        Quarantine added = Quarantine.of(alarm);
        if (alarm.getId().equals(state.watched)) {
            added.ranges = Ranges.with(added.ranges, state.sinceWatched);
            state.watched = null;
            state.sinceWatched = new OffsetRange[0];
        }
        List<Quarantine> quarantines = new ArrayList<>(Arrays.asList(state.quarantines));
        quarantines.removeIf(quarantine -> quarantine.alarmId.equals(added.alarmId)
                || (!quarantine.open && nowMillis - quarantine.closedAtMillis > FORGET.toMillis()));
        quarantines.add(added);
        while (quarantines.size() > MOST_QUARANTINES) {
            joinTwo(quarantines, nowMillis);
        }
        state.quarantines = quarantines.toArray(Quarantine[]::new);
    }

    /** The oldest two whose alarms are over, so that those of open ones go on growing; else the oldest two. */
    private static void joinTwo(List<Quarantine> quarantines, long nowMillis) {
        int[] over = IntStream.range(0, quarantines.size())
                .filter(i -> !quarantines.get(i).open)
                .limit(2)
                .toArray();
        int first = over.length == 2 ? over[0] : 0;
        int second = over.length == 2 ? over[1] : 1;
        Quarantine joined = Quarantine.joined(quarantines.remove(second), quarantines.remove(first));
        joined.closedAtMillis = nowMillis;
        quarantines.add(first, joined);
    }

    private void write(RetrainingState state, long nowMillis, Collector<RetrainingTrigger> out) {
        RetrainingTrigger trigger = trigger(state);
        state.asking = null;
        state.joined = null;
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
