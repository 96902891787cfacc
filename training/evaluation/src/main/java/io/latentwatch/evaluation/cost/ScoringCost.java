package io.latentwatch.evaluation.cost;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.detector.statistics.Spread;
import io.latentwatch.reference.graph.Classifier;
import io.latentwatch.reference.graph.InputForm;
import io.latentwatch.reference.graph.MonitorGraph;
import io.latentwatch.reference.graph.References;
import io.latentwatch.reference.profile.EveryRow;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/**
 * What scoring costs: time per image beside the network alone, taken by turns in one run, on one thread.
 *
 * @param scored what is computed of every image
 * @param time over the network's within each round; 1 is no time more
 */
public record ScoringCost(String scored, Spread time) {
    /** Images at a time. */
    public static final int BATCH = 32;

    private static final int ROUNDS = 25;

    /**
     * Times a bundle's monitor without twins and with all of them, and monitors of the same network with each of its squeezers alone.
     *
     * @param network the bundle's classifier on float32 pixels {@code [N, C, H, W]}
     * @param time that it may take in all, the warm-up included
     */
    public static List<ScoringCost> of(Bundle bundle, byte[] network, Duration time) {
        Manifest.Input input = bundle.manifest().input();
        Map<String, byte[]> twinned = new LinkedHashMap<>();
        List<String> squeezers = bundle.manifest().scores().squeezers();
        if (squeezers.size() > 1) {
            squeezers.forEach(squeezer -> twinned.put("twins by " + squeezer, monitor(bundle, squeezer)));
        }
        twinned.put("all twins: " + String.join(", ", squeezers), bundle.file(BundleFiles.MONITOR));
        long[] shape = {BATCH, input.channels(), input.height(), input.width()};
        List<MonitorSession> sessions = new ArrayList<>();
        try (TimedModel alone = new TimedModel(network, shape)) {
            Map<String, LongToDoubleFunction> timed = new LinkedHashMap<>();
            MonitorSession whole = MonitorSession.open(bundle.file(BundleFiles.MONITOR), input, 1);
            sessions.add(whole);
            timed.put("scores without twins", nanos -> imagesPerSecond(whole, input, LongBuffer.allocate(0), nanos));
            twinned.forEach((name, graph) -> {
                MonitorSession session = MonitorSession.open(graph, input, 1);
                sessions.add(session);
                timed.put(name, nanos -> imagesPerSecond(session, input, EveryRow.of(BATCH), nanos));
            });
            return byTurns(alone, timed, time.toNanos() / ((ROUNDS + 1L) * (timed.size() + TimedModel.LEVELS.size())));
        } finally {
            sessions.forEach(MonitorSession::close);
        }
    }

    private static List<ScoringCost> byTurns(TimedModel alone, Map<String, LongToDoubleFunction> timed, long nanos) {
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double network = alone.imagesPerSecond(nanos);
            for (Map.Entry<String, LongToDoubleFunction> one : timed.entrySet()) {
                double ratio = network / one.getValue().applyAsDouble(nanos);
                if (round > 0) { // the first one warms up
                    rounds.computeIfAbsent(one.getKey(), name -> new ArrayList<>())
                            .add(ratio);
                }
            }
        }
        return rounds.entrySet().stream()
                .map(one -> new ScoringCost(one.getKey(), Spread.of(one.getValue())))
                .toList();
    }

    private static double imagesPerSecond(
            MonitorSession session, Manifest.Input input, LongBuffer twinRows, long nanos) {
        ByteBuffer images = ByteBuffer.allocateDirect(BATCH * input.bytes());
        long begin = System.nanoTime();
        long batches = 0;
        long passed;
        do {
            session.infer(images.clear(), BATCH, twinRows.duplicate());
            batches++;
            passed = System.nanoTime() - begin;
        } while (passed < nanos);
        return batches * BATCH * 1e9 / passed;
    }

    /** A monitor with one squeezer; its references do not matter for the time. */
    private static byte[] monitor(Bundle bundle, String squeezer) {
        Manifest manifest = bundle.manifest();
        Classifier classifier = Classifier.read(
                bundle.file(BundleFiles.MODEL),
                new InputForm(
                        Optional.of(manifest.model().layout()),
                        Optional.of(new InputForm.Size(
                                manifest.input().height(), manifest.input().width()))),
                bundle.path(BundleFiles.MODEL));
        return MonitorGraph.write(
                classifier,
                manifest.input(),
                manifest.taps(),
                Squeeze.parse(List.of(squeezer)),
                manifest.classes().size(),
                manifest.scores().topFeatures(),
                References.neutral(manifest.taps(), manifest.classes().size(), 1));
    }
}
