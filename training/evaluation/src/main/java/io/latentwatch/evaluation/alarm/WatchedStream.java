package io.latentwatch.evaluation.alarm;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.alarm.Diagnosis;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.alarm.OtherSources;
import io.latentwatch.detector.alarm.RecentEvidence;
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

/** A bundle's statistics over one stream, as the job keeps them: of the stream's flags, of each source's, and of windows. Each level's first alarm is kept. Not thread-safe. */
final class WatchedStream {
    private static final Share NO_OTHERS = new Share(0, 0);

    private final Detector detector;
    private final AlarmSettings settings;
    private final ShiryaevRoberts flags;
    private final RecentEvidence recent = RecentEvidence.ofStream();
    private final OtherSources others = new OtherSources();
    private final Map<String, OfSource> sources = new HashMap<>();
    private final Map<AlarmLevel, FirstAlarm> first = new EnumMap<>(AlarmLevel.class);
    private final String[] layers;
    private SumsBuilder window;
    private int inWindow;
    private WindowSums gathered;
    private long images;

    WatchedStream(Detector detector, AlarmSettings settings) {
        this.detector = detector;
        this.settings = settings;
        this.flags = new ShiryaevRoberts(detector.alpha());
        this.layers = detector.taps().toArray(String[]::new);
        this.window = emptyWindow();
    }

    private static final class OfSource {
        final ShiryaevRoberts flags;
        final RecentEvidence recent = RecentEvidence.ofSource();

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

    /** Whether all levels have raised one. */
    boolean isOver() {
        return first.containsKey(AlarmLevel.STREAM)
                && first.containsKey(AlarmLevel.SOURCE)
                && first.containsKey(AlarmLevel.WINDOW);
    }

    private void raise(AlarmLevel level, AlarmKind kind) {
        first.putIfAbsent(level, new FirstAlarm(images, kind));
    }

    private void addToStream(ImageEvidence evidence, String source) {
        recent.add(evidence, source);
        if (!first.containsKey(AlarmLevel.STREAM) && flags.add(evidence.flagged()) >= settings.imagesPerFalseAlarm()) {
            raise(
                    AlarmLevel.STREAM,
                    Diagnosis.of(recent.clearest(detector.alpha()), NO_OTHERS, detector.cleanRates())
                            .kind());
        }
    }

    private void addToSource(ImageEvidence evidence, String source) {
        if (first.containsKey(AlarmLevel.SOURCE)) {
            return;
        }
        OfSource its = sources.computeIfAbsent(source, s -> new OfSource(detector.alpha()));
        its.recent.add(evidence, source);
        if (its.flags.add(evidence.flagged()) >= settings.sourceImagesPerFalseAlarm()) {
            raise(
                    AlarmLevel.SOURCE,
                    Diagnosis.of(its.recent.clearest(detector.alpha()), others.low(source), detector.cleanRates())
                            .kind());
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
