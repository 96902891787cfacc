package io.latentwatch.evaluation.alarm;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.alarm.OtherSources;
import io.latentwatch.detector.alarm.RecentEvidence;
import io.latentwatch.detector.alarm.Rediagnosis;
import io.latentwatch.detector.alarm.ShiryaevRoberts;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.detector.window.Comparison;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.SumsBuilder;
import io.latentwatch.detector.window.WindowDiagnosis;
import io.latentwatch.detector.window.WindowReference;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.AlarmLevel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle's statistics over one stream, as the job keeps them: of the stream's flags, of each source's, and of windows. Each level's first alarm is kept, and its kind looked at again. Not
 * thread-safe.
 */
final class WatchedStream {
    private static final Share NO_OTHERS = new Share(0, 0);

    private final Detector detector;
    private final AlarmSettings settings;
    private final ShiryaevRoberts flags;
    private RecentEvidence recent = RecentEvidence.ofStream();
    private final OtherSources others = new OtherSources();
    private final Map<String, OfSource> sources = new HashMap<>();
    private final Map<AlarmLevel, FirstAlarm> first = new EnumMap<>(AlarmLevel.class);
    private final Map<AlarmLevel, Rediagnosis> again =
            Map.of(AlarmLevel.STREAM, new Rediagnosis(), AlarmLevel.SOURCE, new Rediagnosis());
    private final long settledBy;
    private final String[] layers;
    private SumsBuilder window;
    private int inWindow;
    private WindowSums gathered;
    private String alarmedSource;
    private long images;

    /** @param settledBy place in the stream after which kinds are not looked at again */
    WatchedStream(Detector detector, AlarmSettings settings, long settledBy) {
        this.detector = detector;
        this.settings = settings;
        this.settledBy = settledBy;
        this.flags = new ShiryaevRoberts(detector.alpha());
        this.layers = detector.taps().toArray(String[]::new);
        this.window = emptyWindow();
    }

    private static final class OfSource {
        final ShiryaevRoberts flags;
        RecentEvidence recent = RecentEvidence.ofSource();

        OfSource(double alpha) {
            this.flags = new ShiryaevRoberts(alpha);
        }
    }

    /** Takes the next image in. */
    void add(Judgement judgement, String source) {
        images++;
        ImageEvidence evidence = judgement.evidence();
        others.add(evidence, source);
        addToStream(evidence, source);
        addToSource(evidence, source);
        addToWindow(judgement, evidence, source);
    }

    /** Images so far. */
    long images() {
        return images;
    }

    /** Each level's first alarm, where it has one. */
    Map<AlarmLevel, FirstAlarm> first() {
        return first;
    }

    /** Whether all levels have raised one, and no kind is looked at again. */
    boolean isOver() {
        return images >= settledBy
                && first.containsKey(AlarmLevel.STREAM)
                && first.containsKey(AlarmLevel.SOURCE)
                && first.containsKey(AlarmLevel.WINDOW);
    }

    private void raise(AlarmLevel level, AlarmKind kind) {
        first.putIfAbsent(level, new FirstAlarm(images, kind, kind));
    }

    private void lookAgain(AlarmLevel level, RecentEvidence evidence, Share rest) {
        FirstAlarm alarm = first.get(level);
        if (images <= settledBy) {
            again.get(level)
                    .next(alarm.settled(), evidence, detector.alpha(), rest, detector.cleanRates())
                    .ifPresent(found -> first.put(level, new FirstAlarm(alarm.image(), alarm.kind(), found.kind())));
        }
    }

    private void addToStream(ImageEvidence evidence, String source) {
        recent.add(evidence, source);
        if (first.containsKey(AlarmLevel.STREAM)) {
            lookAgain(AlarmLevel.STREAM, recent, NO_OTHERS);
        } else if (flags.add(evidence.flagged()) >= settings.imagesPerFalseAlarm()) {
            raise(
                    AlarmLevel.STREAM,
                    Diagnosis.of(recent.clearest(detector.alpha()), NO_OTHERS, detector.cleanRates())
                            .kind());
            recent = RecentEvidence.ofStream();
        }
    }

    private void addToSource(ImageEvidence evidence, String source) {
        OfSource its = sources.computeIfAbsent(source, s -> new OfSource(detector.alpha()));
        its.recent.add(evidence, source);
        if (source.equals(alarmedSource)) {
            lookAgain(AlarmLevel.SOURCE, its.recent, others.low(source));
        } else if (alarmedSource == null && its.flags.add(evidence.flagged()) >= settings.sourceImagesPerFalseAlarm()) {
            raise(
                    AlarmLevel.SOURCE,
                    Diagnosis.of(its.recent.clearest(detector.alpha()), others.low(source), detector.cleanRates())
                            .kind());
            its.recent = RecentEvidence.ofSource();
            alarmedSource = source;
        }
    }

    private void addToWindow(Judgement judgement, ImageEvidence evidence, String source) {
        if (first.containsKey(AlarmLevel.WINDOW)) {
            return;
        }
        window.add(
                judgement.predictedClass(),
                evidence,
                judgement.distortion(),
                detector::cleanDistortion,
                new Example("", 0, images, source, null));
        inWindow++;
        if (inWindow == settings.window()) {
            close().ifPresent(kind -> raise(AlarmLevel.WINDOW, kind));
        }
    }

    private Optional<AlarmKind> close() {
        WindowSums sums = gathered == null ? window.build() : gathered.plus(window.build());
        window = emptyWindow();
        inWindow = 0;
        if (sums.imagesInAll()
                < Comparison.leastImages(sums, settings.imagesPerFalseAlarm(), settings.smallestChange())) {
            gathered = sums;
            return Optional.empty();
        }
        gathered = null;
        List<Comparison> comparisons = Comparison.of(sums, settings.imagesPerFalseAlarm());
        return comparisons.get(0).overLimit() >= 1
                ? Optional.of(WindowDiagnosis.of(sums, comparisons).kind())
                : Optional.empty();
    }

    private SumsBuilder emptyWindow() {
        return new SumsBuilder(detector.bundleId(), WindowReference.of(detector), layers);
    }
}
