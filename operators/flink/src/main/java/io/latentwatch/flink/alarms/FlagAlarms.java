package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.detector.alarm.RecentEvidence;
import io.latentwatch.detector.alarm.Rediagnosis;
import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Raises an alarm when flags exceed their promised rate: the Shiryaev-Roberts e-detector over all images of a bundle, keyed by its id, or over those
 * of its sources, keyed by {@link BySource#key}. After an alarm the statistic starts anew once a number of images has passed uncounted; when as many
 * again have been counted and it has not come to its limit, the alarm is resolved. Until then it is not raised again, but looked at again: see
 * {@link Rediagnosis}. The same flags in the same order give the same alarms, silences aside; event time plays no part, so late images count.
 * Commands come by broadcast and reach the key whose alarm they name.
 */
public final class FlagAlarms extends KeyedBroadcastProcessFunction<String, FlagRun, AlarmCommand, Alarm> {
    /** How long evidence and an open alarm are told as metrics without images. */
    static final Duration STALE = Duration.ofMinutes(10);

    private static final int EXAMPLES = 10;

    private static final long serialVersionUID = 1L;

    private final AlarmLevel level;
    private final double threshold;
    private final long quietImages;
    private final Duration forgetAfter;
    private transient ValueStateDescriptor<FlagEvidence> descriptor;
    private transient ValueState<FlagEvidence> kept;
    private transient EvidenceFigures figures;

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
        descriptor = new ValueStateDescriptor<>("evidence", FlagEvidence.class);
        if (!forgetAfter.isZero()) {
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(forgetAfter).build());
        }
        kept = getRuntimeContext().getState(descriptor);
        figures = new EvidenceFigures(getRuntimeContext().getMetricGroup(), level, STALE);
    }

    @Override
    public void processBroadcastElement(AlarmCommand command, Context context, Collector<Alarm> out) throws Exception {
        context.applyToKeyedState(descriptor, (key, state) -> {
            FlagEvidence evidence = state.value();
            if (evidence != null && evidence.alarm.concerns(command)) {
                evidence.alarm.obey(command).ifPresent(out::collect);
                if (command.getAction() == AlarmAction.RESET) {
                    evidence.statistic = null; // the next image starts it anew
                    evidence.quietImages = 0;
                }
                state.update(evidence);
            }
        });
    }

    @Override
    public void processElement(FlagRun run, ReadOnlyContext context, Collector<Alarm> out) throws Exception {
        FlagEvidence evidence = kept.value();
        if (evidence == null) {
            evidence = new FlagEvidence();
        }
        ShiryaevRoberts detector = resume(evidence, run.alpha());
        for (int image = 0; image < run.size(); image++) {
            take(run, image, detector, evidence, context.currentProcessingTime(), out);
        }
        evidence.statistic = detector.values();
        kept.update(evidence);
        if (level == AlarmLevel.STREAM) { // sources are too many to be told
            figures.evidence(AlarmStatistic.FLAGS, detector.evidence(), threshold);
            figures.newest(evidence.alarm);
        }
    }

    private ShiryaevRoberts resume(FlagEvidence evidence, double alpha) {
        ShiryaevRoberts detector = new ShiryaevRoberts(alpha);
        if (evidence.statistic != null && evidence.recent != null && evidence.alpha == alpha) {
            detector.restore(evidence.statistic);
        } else {
            evidence.alpha = alpha;
            restart(evidence);
            evidence.recent = noImages();
        }
        return detector;
    }

    private void take(
            FlagRun run,
            int image,
            ShiryaevRoberts detector,
            FlagEvidence evidence,
            long nowMillis,
            Collector<Alarm> out) {
        boolean flagged = run.flags()[image];
        evidence.recent.add(run.evidence(image), run.sources()[image]);
        lookAgain(run, image, evidence).ifPresent(out::collect);
        if (evidence.quietImages > 0) {
            evidence.quietImages--;
            return;
        }
        evidence.images++;
        if (detector.add(flagged) >= threshold) {
            Optional<Alarm> raised = evidence.alarm.raise(alarm(run, image, detector.evidence(), evidence), nowMillis);
            raised.ifPresent(out::collect);
            detector.restart();
            restart(evidence);
            if (raised.isPresent()) {
                evidence.recent = noImages();
                evidence.again = new Rediagnosis();
            }
            evidence.quietImages = quietImages;
            return;
        }
        if (evidence.images >= quietImages) {
            evidence.alarm.resolve(run.eventTimesMillis()[image]).ifPresent(out::collect);
        }
        if (flagged) {
            int place = (int) (evidence.flagged % EXAMPLES);
            evidence.newestFlagged[place] = run.position(image);
            evidence.newestSources[place] = run.sources()[image];
            evidence.newestFeatures[place] = run.features()[image];
            evidence.flagged++;
        }
    }

    private static Optional<Alarm> lookAgain(FlagRun run, int image, FlagEvidence evidence) {
        AlarmCase alarm = evidence.alarm;
        if (!alarm.open) {
            return Optional.empty();
        }
        if (evidence.again == null) {
            evidence.again = new Rediagnosis();
        }
        return evidence.again
                .next(alarm.newest.getKind(), evidence.recent, run.alpha(), run.rest(), run.clean())
                .flatMap(found -> alarm.reclassify(found, run.eventTimesMillis()[image]));
    }

    private static void restart(FlagEvidence evidence) {
        evidence.images = 0;
        evidence.flagged = 0;
        evidence.newestFlagged = new Position[EXAMPLES];
        evidence.newestSources = new String[EXAMPLES];
        evidence.newestFeatures = new String[EXAMPLES];
    }

    private RecentEvidence noImages() {
        return level == AlarmLevel.STREAM ? RecentEvidence.ofStream() : RecentEvidence.ofSource();
    }

    private Alarm alarm(FlagRun run, int image, double value, FlagEvidence evidence) {
        Position position = run.position(image);
        Diagnosis diagnosis = Diagnosis.of(evidence.recent.clearest(run.alpha()), run.rest(), run.clean());
        List<String> features = Frequent.first(evidence.newestFeatures);
        String source = level == AlarmLevel.SOURCE ? run.sources()[image] : "";
        Alarm alarm = new Alarm();
        alarm.setId(level.name().toLowerCase(Locale.ROOT) + "/" + run.bundleId() + "/" + position.getTopic() + "/"
                + position.getPartition() + "/" + position.getOffset());
        alarm.setEvent(AlarmEvent.RAISED);
        alarm.setLevel(level);
        alarm.setStatistic(AlarmStatistic.FLAGS);
        alarm.setKind(diagnosis.kind());
        alarm.setFigures(new HashMap<>(diagnosis.figures()));
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
        alarm.setIssuedBy("");
        alarm.setDetail("");
        alarm.setSources(Frequent.first(evidence.newestSources));
        alarm.setFeatures(features);
        alarm.setLayers(Frequent.first(features.stream()
                .map(feature -> feature.substring(0, feature.lastIndexOf('/')))
                .toArray(String[]::new)));
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
