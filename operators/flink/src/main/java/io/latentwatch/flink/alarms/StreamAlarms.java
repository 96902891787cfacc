package io.latentwatch.flink.alarms;

import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when a bundle's flags exceed their promised rate: the Shiryaev-Roberts e-detector over all images of the bundle, keyed
 * by its id. After an alarm the statistic starts anew once a number of images has passed uncounted. The same flags in the same order give
 * the same alarms; event time plays no part, so late images count.
 */
public final class StreamAlarms extends KeyedProcessFunction<String, FlagRun, Alarm> {
    private static final int EXAMPLES = 10;

    private final double threshold;
    private final long quietImages;
    private transient ValueState<StreamEvidence> kept;

    /**
     * @param threshold evidence at which an alarm is raised: on clean images the mean number of images between alarms is at least this;
     *     above 1
     * @param quietImages images after an alarm that are not counted; at least 0
     */
    public StreamAlarms(double threshold, long quietImages) {
        if (!(threshold > 1 && threshold < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("threshold is " + threshold + ", expected a finite number above 1");
        }
        if (quietImages < 0) {
            throw new IllegalArgumentException("quietImages is " + quietImages + ", expected at least 0");
        }
        this.threshold = threshold;
        this.quietImages = quietImages;
    }

    @Override
    public void open(OpenContext context) {
        kept = getRuntimeContext().getState(new ValueStateDescriptor<>("evidence", StreamEvidence.class));
    }

    @Override
    public void processElement(FlagRun run, Context context, Collector<Alarm> out) throws Exception {
        StreamEvidence evidence = kept.value();
        if (evidence == null) {
            evidence = new StreamEvidence();
        }
        ShiryaevRoberts detector = resume(evidence, run.alpha());
        for (int image = 0; image < run.size(); image++) {
            take(run, image, detector, evidence, out);
        }
        evidence.statistic = detector.values();
        kept.update(evidence);
    }

    private static ShiryaevRoberts resume(StreamEvidence evidence, double alpha) {
        ShiryaevRoberts detector = new ShiryaevRoberts(alpha);
        if (evidence.statistic != null && evidence.alpha == alpha) {
            detector.restore(evidence.statistic);
        } else {
            evidence.alpha = alpha;
            restart(evidence);
        }
        return detector;
    }

    private void take(FlagRun run, int image, ShiryaevRoberts detector, StreamEvidence evidence, Collector<Alarm> out) {
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

    private static void restart(StreamEvidence evidence) {
        evidence.images = 0;
        evidence.flagged = 0;
        evidence.newestFlagged = new Position[EXAMPLES];
    }

    private Alarm alarm(FlagRun run, int image, double value, StreamEvidence evidence) {
        Position position = run.position(image);
        Alarm alarm = new Alarm();
        alarm.setId("stream/" + run.bundleId() + "/" + position.getTopic() + "/" + position.getPartition() + "/"
                + position.getOffset());
        alarm.setEvent(AlarmEvent.RAISED);
        alarm.setLevel(AlarmLevel.STREAM);
        alarm.setKind(AlarmKind.UNCLASSIFIED);
        alarm.setBundleId(run.bundleId());
        alarm.setSource("");
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
    private static List<Position> examples(StreamEvidence evidence) {
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
