package io.latentwatch.evaluation.alarm;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.corrupt.Corruption;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.WatchedNetwork;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws streams from real images, clean, attacked and corrupted ones, and counts which alarms come, when, and what they are called. The detector judges each image once, with its twin; streams are
 * drawn from the judgements, so that no score is made up, and run through the statistics that the job keeps.
 */
public final class AlarmEvaluator {
    private static final int BATCH = 64;

    private final Bundle bundle;
    private final LabelledImages images;
    private final AlarmSettings settings;
    private final double alpha;
    private final long seed;
    private final int threads;
    private final DetectorEvaluator.Listener listener;

    /**
     * Checks that images and bundle fit.
     *
     * @param images neither trained nor calibrated on
     * @param alpha promised rate
     * @param threads of the attacks; the result does not depend on them
     */
    public AlarmEvaluator(
            Bundle bundle,
            LabelledImages images,
            AlarmSettings settings,
            double alpha,
            long seed,
            int threads,
            DetectorEvaluator.Listener listener) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.alpha = alpha;
        this.seed = seed;
        this.threads = threads;
        this.listener = listener;
        WatchedNetwork.requireFit(bundle.manifest(), images);
    }

    /** Runs all changes. */
    public AlarmReport run() {
        DetectorOptions options = DetectorOptions.promising(alpha);
        try (OnnxDetector detector = OnnxDetector.open(bundle, options)) {
            List<Judgement> clean = judge(detector, images);
            Map<String, List<Judgement>> attacked = attacked(detector, clean);
            Map<String, List<Judgement>> corrupted = corrupted(detector);
            int[] labels = IntStream.range(0, images.count()).map(images::label).toArray();
            return new AlarmReport(
                    bundle.id(),
                    new Evaluation.Data(images.sha256(), images.count()),
                    alpha,
                    seed,
                    settings,
                    rows(detector, ImagePools.of(clean, labels), attacked, corrupted));
        }
    }

    private List<Judgement> judge(OnnxDetector detector, LabelledImages some) {
        List<Judgement> judged = new ArrayList<>();
        for (int from = 0; from < some.count(); from += BATCH) {
            List<ImageToInspect> batch = new ArrayList<>();
            for (int i = from; i < Math.min(some.count(), from + BATCH); i++) {
                EncodedImage image = EncodedImage.raw(
                        some.image(i),
                        some.shape().height(),
                        some.shape().width(),
                        some.shape().channels());
                batch.add(new ImageToInspect(image, true));
            }
            for (Outcome outcome : detector.inspect(batch)) {
                if (!(outcome instanceof Outcome.Judged image)) {
                    throw new IllegalArgumentException(
                            "image %d: expected one that can be judged, found %s".formatted(judged.size(), outcome));
                }
                judged.add(image.judgement());
            }
        }
        return judged;
    }

    /** By attack, the images that were right before it and are wrong after it. */
    private Map<String, List<Judgement>> attacked(OnnxDetector detector, List<Judgement> clean) {
        Map<String, List<Judgement>> attacked = new LinkedHashMap<>();
        LabelledImages some = images.slice(0, settings.attackedImages());
        try (InputGradient network = WatchedNetwork.gradient(bundle)) {
            for (Map.Entry<String, Attack> attack : settings.parsedAttacks().entrySet()) {
                listener.begins(attack.getKey(), some.count());
                LabelledImages made = AttackedImages.of(attack.getValue(), network, some, seed, threads, listener::done)
                        .images();
                List<Judgement> judged = judge(detector, made);
                attacked.put(
                        attack.getKey(),
                        IntStream.range(0, some.count())
                                .filter(i -> clean.get(i).predictedClass() == some.label(i)
                                        && judged.get(i).predictedClass() != some.label(i))
                                .mapToObj(judged::get)
                                .toList());
            }
        }
        return attacked;
    }

    private Map<String, List<Judgement>> corrupted(OnnxDetector detector) {
        Map<String, List<Judgement>> corrupted = new LinkedHashMap<>();
        LabelledImages some = images.slice(0, settings.corruptedImages());
        for (Corruption corruption : settings.parsedCorruptions()) {
            listener.begins(corruption.label() + " " + settings.severity(), some.count());
            corrupted.put(corruption.label(), judge(detector, corruption.apply(some, settings.severity(), seed)));
            listener.done(some.count());
        }
        return corrupted;
    }

    private List<AlarmRow> rows(
            Detector detector,
            ImagePools clean,
            Map<String, List<Judgement>> attacked,
            Map<String, List<Judgement>> corrupted) {
        List<AlarmRow> rows = new ArrayList<>();
        rows.add(nothing(detector, clean));
        for (Change change : List.of(Change.ATTACK_FROM_ONE_SOURCE, Change.ATTACK_FROM_ALL_SOURCES)) {
            attacked.forEach(
                    (attack, pool) -> rows.add(row(detector, change, clean.with(pool, List.of()), attack, null)));
        }
        for (Change change : List.of(Change.DRIFT_EVERYWHERE, Change.DRIFT_OF_ONE_SOURCE)) {
            corrupted.forEach((corruption, pool) ->
                    rows.add(row(detector, change, clean.with(List.of(), pool), null, corruption)));
        }
        rows.add(row(detector, Change.OTHER_CLASSES, clean, null, null));
        attacked.entrySet().stream()
                .limit(1)
                .forEach(attack -> corrupted.forEach((corruption, pool) -> rows.add(row(
                        detector,
                        Change.ATTACK_DURING_DRIFT,
                        clean.with(attack.getValue(), pool),
                        attack.getKey(),
                        corruption))));
        return rows;
    }

    /** All clean images once: in their own order first, then in others. */
    private AlarmRow nothing(Detector detector, ImagePools pools) {
        AlarmTally tally = new AlarmTally(Change.NOTHING, pools.clean().size(), 0);
        for (int run = 0; run < settings.runs(); run++) {
            SplittableRandom random = new SplittableRandom(seed + run);
            List<Judgement> order = new ArrayList<>(pools.clean());
            if (run > 0) {
                Collections.shuffle(order, new Random(seed + run));
            }
            WatchedStream stream = new WatchedStream(detector, settings, order.size());
            order.forEach(image -> stream.add(image, source(random.nextInt(settings.sources()))));
            tally.add(stream.first());
        }
        return tally.row(null, null, pools.clean().size());
    }

    private AlarmRow row(Detector detector, Change change, ImagePools pools, String attack, String corruption) {
        int count = corruption != null
                ? pools.corrupted().size()
                : attack != null ? pools.attacked().size() : pools.clean().size();
        AlarmTally tally = new AlarmTally(change, settings.within(change), settings.before());
        boolean drawable = attack == null || !pools.attacked().isEmpty();
        for (int run = 0; drawable && run < settings.runs(); run++) {
            SplittableRandom random = new SplittableRandom(seed + run);
            WatchedStream stream =
                    new WatchedStream(detector, settings, settings.before() + (long) settings.within(change));
            StreamDraw draw = new StreamDraw(change, settings, pools, random);
            while (!stream.isOver() && stream.images() < settings.before() + (long) settings.after()) {
                int source = random.nextInt(settings.sources());
                Judgement image = stream.images() < settings.before()
                        ? ImagePools.draw(pools.clean(), random)
                        : draw.next(source);
                stream.add(image, source(source));
            }
            tally.add(stream.first());
        }
        return tally.row(attack, corruption, count);
    }

    private static String source(int number) {
        return "source-" + number;
    }
}
