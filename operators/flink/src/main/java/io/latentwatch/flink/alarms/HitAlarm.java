package io.latentwatch.flink.alarms;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmAction;
import io.latentwatch.schemas.AlarmCommand;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.AlarmStatistic;
import io.latentwatch.schemas.Position;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.util.Collector;

/**
 * An alarm when hits, images of a certain sort, come oftener than they do by right: the Shiryaev-Roberts e-detector with one alarm for one change, as {@link FlagAlarms} has it for
 * flags.
 *
 * @param level what the statistic is kept for
 * @param kind of its alarms
 * @param alpha largest share of hits when nothing is wrong
 * @param threshold evidence at which an alarm is raised
 * @param quietImages images after an alarm that are not counted; as many counted ones without reaching the threshold end it
 */
record HitAlarm(
        AlarmStatistic statistic, AlarmLevel level, AlarmKind kind, double alpha, double threshold, long quietImages)
        implements Serializable {
    static final int EXAMPLES = 10;

    HitAlarm {
        requireNonNull(statistic, "statistic is null");
        requireNonNull(level, "level is null");
        requireNonNull(kind, "kind is null");
        if (!(threshold > 1 && threshold < Double.POSITIVE_INFINITY) || quietImages < 0) {
            throw new IllegalArgumentException("threshold is " + threshold + " and quietImages " + quietImages
                    + ", expected a finite number above 1 and at least 0");
        }
    }

    /** The e-detector as far as it has come. */
    ShiryaevRoberts resume(HitEvidence evidence) {
        ShiryaevRoberts detector = new ShiryaevRoberts(alpha);
        if (evidence.statistic != null) {
            detector.restore(evidence.statistic);
        }
        return detector;
    }

    /** Takes the next image in. */
    void take(
            FlagRun run,
            int image,
            boolean hit,
            ShiryaevRoberts detector,
            HitEvidence evidence,
            long nowMillis,
            Collector<Alarm> out) {
        if (evidence.quietImages > 0) {
            evidence.quietImages--;
            return;
        }
        evidence.images++;
        if (hit) {
            int place = (int) (evidence.hits % EXAMPLES);
            evidence.newestHits[place] = run.position(image);
            evidence.newestSources[place] = run.sources()[image];
            evidence.hits++;
        }
        if (detector.add(hit) >= threshold) {
            evidence.alarm
                    .raise(alarm(run, image, detector.evidence(), evidence), nowMillis)
                    .ifPresent(out::collect);
            detector.restart();
            restart(evidence);
            evidence.quietImages = quietImages;
        } else if (evidence.images >= quietImages) {
            evidence.alarm.resolve(run.eventTimesMillis()[image]).ifPresent(out::collect);
        }
    }

    /** Does what an operator says, if it is about this alarm. Whether it was. */
    boolean obey(AlarmCommand command, HitEvidence evidence, Collector<Alarm> out) {
        if (!evidence.alarm.concerns(command)) {
            return false;
        }
        evidence.alarm.obey(command).ifPresent(out::collect);
        if (command.getAction() == AlarmAction.RESET) {
            evidence.statistic = null;
            evidence.quietImages = 0;
            restart(evidence);
        }
        return true;
    }

    private static void restart(HitEvidence evidence) {
        evidence.images = 0;
        evidence.hits = 0;
        evidence.newestHits = new Position[EXAMPLES];
        evidence.newestSources = new String[EXAMPLES];
    }

    private Alarm alarm(FlagRun run, int image, double value, HitEvidence evidence) {
        Position position = run.position(image);
        Alarm alarm = new Alarm();
        alarm.setId(statistic.name().toLowerCase(Locale.ROOT) + "/" + run.bundleId() + "/" + position.getTopic() + "/"
                + position.getPartition() + "/" + position.getOffset());
        alarm.setEvent(AlarmEvent.RAISED);
        alarm.setLevel(level);
        alarm.setStatistic(statistic);
        alarm.setKind(kind);
        alarm.setFigures(new HashMap<>(Map.of("hits-share", (double) evidence.hits / evidence.images)));
        alarm.setBundleId(run.bundleId());
        alarm.setSource(level == AlarmLevel.SOURCE ? run.sources()[image] : "");
        alarm.setEventTimeMillis(run.eventTimesMillis()[image]);
        alarm.setRaisedBy(position);
        alarm.setImages(evidence.images);
        alarm.setFlagged(evidence.hits);
        alarm.setEvidence(value);
        alarm.setThreshold(threshold);
        alarm.setAlpha(alpha);
        alarm.setExamples(
                Arrays.stream(evidence.newestHits).filter(Objects::nonNull).toList());
        alarm.setSources(Frequent.first(evidence.newestSources));
        alarm.setLayers(List.of());
        alarm.setFeatures(List.of());
        alarm.setIssuedBy("");
        alarm.setDetail("");
        return alarm;
    }
}
