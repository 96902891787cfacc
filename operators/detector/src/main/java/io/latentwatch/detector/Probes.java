package io.latentwatch.detector;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.detector.infer.MonitorOutputs;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.infer.MonitorTensors;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images made from a seed whose outputs stand in the bundle: run again when a bundle is loaded, they show whether this machine, runtime and device
 * compute what the profiler's did. No image of a data set is among them.
 */
public final class Probes {
    /** How many there are. */
    public static final int COUNT = 16;

    /** Largest deviation allowed, relative to the largest value of the tensor. */
    public static final double TOLERANCE = 1e-3;

    private Probes() {}

    /** What the monitor gives for the probes, by output; {@code [COUNT, width]} each, all of them twinned. */
    public static Map<String, float[]> run(MonitorSession session, byte[] images) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(images.length).put(images).flip();
        LongBuffer everyRow = LongBuffer.allocate(COUNT);
        for (int i = 0; i < COUNT; i++) {
            everyRow.put(i, i);
        }
        MonitorOutputs outputs = session.infer(pixels, COUNT, everyRow);
        return new TreeMap<>(Map.of(
                MonitorTensors.PROBABILITIES, outputs.probabilities(),
                MonitorTensors.SCORES, outputs.scores(),
                MonitorTensors.TWIN_SCORES, outputs.twinScores()));
    }

    /** Runs the bundle's probes and compares. */
    static void check(Bundle bundle, MonitorSession session) {
        Manifest.Input input = bundle.manifest().input();
        byte[] images = bundle.array(BundleFiles.PROBES)
                .bytes(bundle.path(BundleFiles.PROBES), COUNT, input.channels(), input.height(), input.width());
        run(session, images).forEach((output, found) -> {
            NpyArray expected = bundle.array(BundleFiles.probe(output));
            compare(
                    bundle.where(),
                    output,
                    expected.floats(bundle.path(BundleFiles.probe(output)), COUNT, found.length / COUNT),
                    found);
        });
    }

    private static void compare(String where, String output, float[] expected, float[] found) {
        double largest = 0;
        double deviation = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            deviation = Math.max(deviation, Math.abs(expected[i] - found[i])); // NaN is kept
        }
        if (!(deviation <= TOLERANCE * largest)) {
            throw new BundleException(String.format(
                    Locale.ROOT,
                    "%s: its probes' %s deviate by %.2g of the largest value here, expected at most %.0e; this machine computes otherwise than the one"
                            + " that profiled it (runtime version, device, reduced precision?), profile the model here",
                    where,
                    output,
                    deviation / largest,
                    TOLERANCE));
        }
    }
}
