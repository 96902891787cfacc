package io.latentwatch.evaluation.query;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.attack.EightBit;
import io.latentwatch.evaluation.detect.DetectorEvaluator;
import io.latentwatch.evaluation.detect.WatchedNetwork;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Runs query attacks on a bundle's network, each query through the search for near-duplicates. An attack does not know of the alarm and goes on after it; what would have come of it without
 * an alarm is so seen too.
 */
public final class QueryEvaluator {
    private static final int BATCH = 100;

    private final Bundle bundle;
    private final LabelledImages images;
    private final QuerySettings settings;
    private final long seed;
    private final DetectorEvaluator.Listener listener;

    /**
     * Checks that images and bundle fit.
     *
     * @param images neither trained nor calibrated on
     */
    public QueryEvaluator(
            Bundle bundle,
            LabelledImages images,
            QuerySettings settings,
            long seed,
            DetectorEvaluator.Listener listener) {
        this.bundle = bundle;
        this.images = images;
        this.settings = settings;
        this.seed = seed;
        this.listener = listener;
        WatchedNetwork.requireFit(bundle.manifest(), images);
    }

    /** Runs all of them. */
    public QueryReport run() {
        CleanRates rates;
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            rates = detector.cleanRates();
        }
        if (rates.nearPrint() < 0) {
            return new QueryReport(bundle.id(), rates.nearPrint(), 0, 0, 0, settings, List.of());
        }
        QueryWatch clean = new QueryWatch(rates.nearPrint(), settings.imagesPerFalseAlarm(), 1);
        int cleanAlarms = 0;
        for (byte[] print : shuffledPrints()) {
            cleanAlarms += clean.alarms(print, 0) ? 1 : 0;
        }
        List<QueryRow> rows = new ArrayList<>();
        try (InputGradient network = WatchedNetwork.gradient(bundle)) {
            int[] right = firstRight(network);
            List<Blinding> blindings =
                    settings.blinding().blinds() ? List.of(Blinding.NONE, settings.blinding()) : List.of(Blinding.NONE);
            for (Map.Entry<String, Attack> attack : settings.parsed().entrySet()) {
                for (Blinding blinding : blindings) {
                    listener.begins(attack.getKey() + (blinding.blinds() ? ", blinded" : ""), right.length);
                    List<QueryTrace> traces = traces(attack.getValue(), blinding, network, right);
                    for (int sources : settings.sources()) {
                        rows.add(row(attack.getKey(), blinding, sources, traces, rates.nearPrint()));
                    }
                }
            }
        }
        return new QueryReport(
                bundle.id(), rates.nearPrint(), images.count(), clean.queries(), cleanAlarms, settings, rows);
    }

    private List<byte[]> shuffledPrints() {
        List<byte[]> prints = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            prints.add(ImagePrint.of(
                    images.channelsFirst(i),
                    images.shape().channels(),
                    images.shape().height(),
                    images.shape().width()));
        }
        Collections.shuffle(prints, new Random(seed));
        return prints;
    }

    private int[] firstRight(InputGradient network) {
        return IntStream.iterate(0, from -> from < images.count(), from -> from + BATCH)
                .flatMap(from -> {
                    boolean[] right = right(network, images.slice(from, BATCH).toBatch());
                    return IntStream.range(0, right.length)
                            .filter(i -> right[i])
                            .map(i -> from + i);
                })
                .limit(settings.images())
                .toArray();
    }

    private List<QueryTrace> traces(Attack attack, Blinding blinding, InputGradient network, int[] right) {
        List<QueryTrace> traces = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int position : right) {
            LabelledImages clean = images.slice(position, 1);
            AskedNetwork asked = new AskedNetwork(network, blinding, random.split());
            ImageBatch found = attack.perturb(asked, clean.toBatch(), random.split());
            ImageBatch rounded = EightBit.round(found, clean.toBatch(), attack.ball());
            traces.add(new QueryTrace(asked.prints(), !right(network, rounded)[0]));
            listener.done(1);
        }
        return traces;
    }

    private static boolean[] right(InputGradient network, ImageBatch batch) {
        float[] logits = network.logits(batch);
        int classes = logits.length / batch.count();
        boolean[] right = new boolean[batch.count()];
        for (int i = 0; i < right.length; i++) {
            right[i] = ArgMax.of(logits, i * classes, classes) == batch.labels()[i];
        }
        return right;
    }

    private QueryRow row(String attack, Blinding blinding, int sources, List<QueryTrace> traces, double nearPrint) {
        List<Integer> alarms = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int succeededFirst = 0;
        for (QueryTrace trace : traces) {
            OptionalInt alarm =
                    QueryWatch.firstAlarm(trace.prints(), nearPrint, settings.imagesPerFalseAlarm(), sources);
            alarm.ifPresent(alarms::add);
            if (trace.succeeded()) {
                ends.add(trace.prints().size());
                succeededFirst += alarm.isEmpty() ? 1 : 0;
            }
        }
        return new QueryRow(
                attack,
                blinding.blinds(),
                sources,
                settings.within(),
                traces.size(),
                ends.size(),
                median(ends),
                alarms.size(),
                (int) alarms.stream().filter(query -> query < settings.within()).count(),
                succeededFirst,
                median(alarms),
                QueryAttackers.goingOn(
                        traces,
                        settings.within(),
                        queries -> QueryWatch.firstAlarm(queries, nearPrint, settings.imagesPerFalseAlarm(), sources)));
    }

    private static Double median(List<Integer> values) {
        if (values.isEmpty()) {
            return null;
        }
        List<Integer> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
    }
}
