package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when flags exceed their promised rate: the Shiryaev-Roberts e-detector over all images of a bundle, keyed by its id, or over those
 * of its sources, keyed by {@link BySource#key}. After an alarm the statistic starts anew once a number of images has passed uncounted. The same flags in the same order give
 * the same alarms; event time plays no part, so late images count.
 */
public final class FlagAlarms extends KeyedProcessFunction<String, FlagRun, Alarm> {
    private static final int EXAMPLES = 10;

    private static final long serialVersionUID = 1L;

    private final AlarmLevel level;
    private final double threshold;
    private final long quietImages;
    private final Duration forgetAfter;
    private transient ValueState<FlagEvidence> kept;

    /**
     * @param level {@link AlarmLevel#STREAM} or {@link AlarmLevel#SOURCE}
     * @param threshold evidence at which an alarm is raised: on clean images the mean number of images between alarms is at least this;
     *     above 1
     * @param quietImages images after an alarm that are not counted; at least 0
     * @param forgetAfter time without an image after which a key's statistic is dropped; zero keeps it for ever
     */
    public FlagAlarms(AlarmLevel level, double threshold, long quietImages, Duration forgetAfter) {
        if (!(threshold > 1 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("threshold is " + threshold + ", expected a finite number above 1");
        }
        if (quietImages < 0) {
            throw new IllegalArgumentException("quietImages is " + quietImages + ", expected at least 0");
        }
        this.level = requireNonNull(level, "level is null");
        this.forgetAfter = requireNonNull(forgetAfter, "forgetAfter is null");
        this.threshold = threshold;
        this.quietImages = quietImages;
    }

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<FlagEvidence> evidence = new ValueStateDescriptor<>("evidence", FlagEvidence.class);
        if (!forgetAfter.isZero()) {
            evidence.enableTimeToLive(StateTtlConfig.newBuilder(forgetAfter).build());
        }
        kept = getRuntimeContext().getState(evidence);
    }

    @Override
    public void processElement(FlagRun run, Context context, Collector<Alarm> out) throws Exception {
        FlagEvidence evidence = kept.value();
        if (evidence == null) {
            evidence = new FlagEvidence();
        }
        ShiryaevRoberts detector = resume(evidence, run.alpha());
        for (int image = 0; image < run.size(); image++) {
            take(run, image, detector, evidence, out);
        }
        evidence.statistic = detector.values();
        kept.update(evidence);
    }

    private static ShiryaevRoberts resume(FlagEvidence evidence, double alpha) {
        ShiryaevRoberts detector = new ShiryaevRoberts(alpha);
        if (evidence.statistic != null && evidence.alpha == alpha) {
            detector.restore(evidence.statistic);
        } else {
            evidence.alpha = alpha;
            restart(evidence);
        }
        return detector;
    }

    private void take(FlagRun run, int image, ShiryaevRoberts detector, FlagEvidence evidence, Collector<Alarm> out) {
        if (evidence.quietImages > 0) {
            evidence.quietImages--;
            return;
        }
        boolean flagged = run.flags()[image];
        evidence.images++;
        if (detector.add(flagged) >= threshold) {
            out.collect(alarm(run, image, detector.evidence(), evidence));
            detector.restart();
            restart(evidence);
            evidence.quietImages = quietImages;
        } else if (flagged) {
            evidence.newestFlagged[(int) (evidence.flagged % EXAMPLES)] = run.position(image);
            evidence.flagged++;
        }
    }

    private static void restart(FlagEvidence evidence) {
        evidence.images = 0;
        evidence.flagged = 0;
        evidence.newestFlagged = new Position[EXAMPLES];
    }

    private Alarm alarm(FlagRun run, int image, double value, FlagEvidence evidence) {
        Position position = run.position(image);
        Alarm alarm = new Alarm();
        String source = level == AlarmLevel.SOURCE ? run.sources()[image] : "";
        alarm.setId(level.name().toLowerCase(Locale.ROOT) + "/" + run.bundleId() + "/" + position.getTopic() + "/"
                + position.getPartition() + "/" + position.getOffset());
        alarm.setEvent(AlarmEvent.RAISED);
        alarm.setLevel(level);
        alarm.setKind(AlarmKind.UNCLASSIFIED);
        alarm.setBundleId(run.bundleId());
        alarm.setSource(source);
        alarm.setEventTimeMillis(run.eventTimesMillis()[image]);
        alarm.setRaisedBy(position);
        alarm.setImages(evidence.images);
        alarm.setFlagged(evidence.flagged + (run.flags()[image] ? 1 : 0));
        alarm.setEvidence(value);
        alarm.setThreshold(threshold);
        alarm.setAlpha(run.alpha());
        alarm.setExamples(examples(evidence));
        return alarm;
    }

    /** Oldest first. */
    private static List<Position> examples(FlagEvidence evidence) {
        List<Position> examples = new ArrayList<>(EXAMPLES);
        for (int i = 0; i < EXAMPLES; i++) {
            Position position = evidence.newestFlagged[(int) ((evidence.flagged + i) % EXAMPLES)];
            if (position != null) {
                examples.add(position);
            }
        }
        return examples;
    }
}
