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
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.ScoreSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Judges an image by its first byte b: class b mod 3, flagged from 200 on, distortion b and 2 b; a twin has another class. The suspicion is the size of the batch
 * that the image was judged in. What is not raw is refused.
 */
final class InMemoryDetector implements Detector {
    static final String BUNDLE = "b".repeat(64);

    /** How many are open, in all tests of this JVM. */
    static final AtomicInteger OPEN = new AtomicInteger();

    /** How many were opened so far. */
    static final AtomicInteger OPENED = new AtomicInteger();

    private final String bundleId;
    private final List<String> classes;
    private final int firstClass;
    private final int height;
    private Optional<Instant> created = Optional.empty();
    private boolean closed;

    InMemoryDetector() {
        this(BUNDLE, List.of("ant", "bee", "cat"), 0);
    }

    /**
     * Another bundle.
     *
     * @param firstClass class of an image whose first byte is 0; negative: every batch fails
     */
    InMemoryDetector(String bundleId, List<String> classes, int firstClass) {
        this(bundleId, classes, firstClass, 1);
    }

    /** Another bundle, for images of another height. */
    InMemoryDetector(String bundleId, List<String> classes, int firstClass, int height) {
        this.height = height;
        this.bundleId = bundleId;
        this.classes = List.copyOf(classes);
        this.firstClass = firstClass;
        OPEN.incrementAndGet();
        OPENED.incrementAndGet();
    }

    /** The same, made at this time. */
    InMemoryDetector createdAt(Instant time) {
        created = Optional.of(time);
        return this;
    }

    @Override
    public List<Outcome> inspect(List<ImageToInspect> images) {
        if (closed || firstClass < 0) {
            throw new IllegalStateException(closed ? "used after it was closed" : "fails always");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (ImageToInspect image : images) {
            if (image.image().encoding() == Encoding.RAW_UINT8) {
                outcomes.add(new Outcome.Judged(judge(image, images.size())));
            } else {
                outcomes.add(new Outcome.Refused(DeadLetterReason.UNKNOWN_ENCODING, "expected raw\u0000 bytes"));
            }
        }
        return outcomes;
    }

    private Judgement judge(ImageToInspect image, int batch) {
        int first = image.image().bytes()[0] & 0xff;
        return new Judgement(
                (first + firstClass) % 3,
                0.75f,
                first >= 200 ? 0.005 : 0.5,
                first >= 200,
                batch,
                image.twinned() ? ScoreSet.TWIN : ScoreSet.PLAIN,
                "pooled",
                new ExpectedFlags(0.0075, 0.005, 0.0125),
                "activation/conv",
                new float[] {first, 2 * first},
                new int[] {1},
                new float[] {-3.5f},
                image.twinned() ? Optional.of(new TwinComparison(true, 0.25, 4)) : Optional.empty(),
                false,
                false,
                false,
                false,
                new byte[ImagePrint.LENGTH]);
    }

    @Override
    public StageNanos stages() {
        return new StageNanos(1_000_000, 2_000_000, 3_000_000);
    }

    @Override
    public String bundleId() {
        return bundleId;
    }

    @Override
    public Optional<Instant> created() {
        return created;
    }

    @Override
    public Optional<String> fallback() {
        return Optional.empty();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public Manifest.Input input() {
        return new Manifest.Input(
                1, height, 1, ColourOrder.GREY, new Resize(ResizeMode.NONE, 0), 1, List.of(0.0), List.of(1.0));
    }

    @Override
    public List<String> taps() {
        return List.of("conv", "dense");
    }

    @Override
    public Feature feature(int position) {
        return new Feature("conv", position);
    }

    @Override
    public double cleanDistortion(int predictedClass, int tap) {
        return 1 + predictedClass + 10 * tap;
    }

    @Override
    public long[] cleanClasses() {
        return new long[] {300, 400, 300};
    }

    @Override
    public CleanRates cleanRates() {
        return new CleanRates(1_000, 0.02, 0.05);
    }

    @Override
    public double alpha() {
        return 0.01;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            OPEN.decrementAndGet();
        }
    }
}
