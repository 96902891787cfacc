package io.latentwatch.flink.inspect;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.Resize;
import io.latentwatch.bundle.Manifest.ResizeMode;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Feature;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.StageNanos;
import io.latentwatch.detector.TwinComparison;
import io.latentwatch.detector.alarm.CleanRates;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.judge.ExpectedFlags;
import io.latentwatch.schemas.ScoreSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges images of one pixel as a network would judge clean and attacked ones. A pixel below 200 is a clean image with the p-value (pixel + 1) / 200, so that random
 * pixels give uniform ones, class pixel mod 4, and a print far from others'; {@link #ATTACKED} has the p-value 0.001, a flipped twin and always the same print.
 */
public final class ScriptedDetector implements Detector {
    public static final int ATTACKED = 255;

    private static final int CLEAN_PIXELS = 200;

    private int prints;

    @Override
    public List<Outcome> inspect(List<ImageToInspect> images) {
        List<Outcome> outcomes = new ArrayList<>();
        for (ImageToInspect image : images) {
            outcomes.add(new Outcome.Judged(judge(image.image().bytes()[0] & 0xff)));
        }
        return outcomes;
    }

    private Judgement judge(int pixel) {
        boolean attacked = pixel == ATTACKED;
        double pValue = attacked ? 0.001 : (pixel + 1.0) / CLEAN_PIXELS;
        return new Judgement(
                pixel % 4,
                0.9f,
                pValue,
                pValue <= 0.0075,
                -Math.log(pValue),
                ScoreSet.TWIN,
                "pooled",
                new ExpectedFlags(0.0075, 0.005, 0.0125),
                "latent-twin/conv",
                new float[] {1},
                new int[] {1},
                new float[] {attacked ? 5 : 1},
                Optional.of(new TwinComparison(attacked, attacked ? 5 : 1, 1)),
                false,
                false,
                false,
                attacked,
                attacked ? new byte[ImagePrint.LENGTH] : nextPrint());
    }

    /** Bits of a counter as black and white cells: any two differ in many of them. */
    private byte[] nextPrint() {
        byte[] print = new byte[ImagePrint.LENGTH];
        long bits = ++prints * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < print.length; i++) {
            print[i] = (byte) ((bits >>> i & 1) == 1 ? 255 : 0);
        }
        return print;
    }

    @Override
    public StageNanos stages() {
        return new StageNanos(0, 0, 0);
    }

    @Override
    public String bundleId() {
        return "c".repeat(64);
    }

    @Override
    public Optional<Instant> created() {
        return Optional.empty();
    }

    @Override
    public Optional<String> fallback() {
        return Optional.empty();
    }

    @Override
    public List<String> classes() {
        return List.of("a", "b", "c", "d");
    }

    @Override
    public Manifest.Input input() {
        return new Manifest.Input(
                1, 1, 1, ColourOrder.GREY, new Resize(ResizeMode.NONE, 0), 1, List.of(0.0), List.of(1.0));
    }

    @Override
    public List<String> taps() {
        return List.of("conv");
    }

    @Override
    public Feature feature(int position) {
        return new Feature("conv", position);
    }

    @Override
    public double cleanDistortion(int predictedClass, int tap) {
        return 1;
    }

    @Override
    public long[] cleanClasses() {
        return new long[] {500, 500, 500, 500};
    }

    @Override
    public CleanRates cleanRates() {
        return new CleanRates(8_000, 0.005, 0.05);
    }

    @Override
    public double alpha() {
        return 0.01;
    }

    @Override
    public void close() {}
}
