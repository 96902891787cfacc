package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.Feature;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.alarm.ChangeEvidence;
import io.latentwatch.detector.alarm.ImageEvidence;
import io.latentwatch.detector.decode.ImagePrint;
import io.latentwatch.detector.statistics.Share;
import io.latentwatch.detector.window.Example;
import io.latentwatch.detector.window.SumsBuilder;
import io.latentwatch.detector.window.WindowReference;
import io.latentwatch.detector.window.WindowSums;
import io.latentwatch.flink.alarms.FlagRun;
import io.latentwatch.flink.received.ReceivedRecord;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * What the statistics need of the images since the last time: their flags in order and their sums for each window of event time. Many batches make one
 * summary: it costs as much to send as some dozens of images cost to judge.
 */
final class Summary {
    /** Four batches as they are by default. With many more, what stands beside a source's alarm would lie behind it. */
    private static final int MOST_IMAGES = 256;

    /** Records with scattered timestamps open a window each. */
    private static final int MOST_WINDOWS = 64;

    private static final Share NO_OTHERS = new Share(0, 0);

    private final Detector detector;
    private final WindowReference reference;
    private final String[] layers;
    private final long windowMillis;
    private final Map<Long, SumsBuilder> byWindowStart = new TreeMap<>();
    private final boolean[] flags = new boolean[MOST_IMAGES];
    private final double[] pValues = new double[MOST_IMAGES];
    private final byte[] twins = new byte[MOST_IMAGES];
    private final boolean[] overconfident = new boolean[MOST_IMAGES];
    private final boolean[] noisy = new boolean[MOST_IMAGES];
    private final String[] features = new String[MOST_IMAGES];
    private final byte[] prints = new byte[MOST_IMAGES * ImagePrint.LENGTH];
    private final String[] sources = new String[MOST_IMAGES];
    private final String[] topics = new String[MOST_IMAGES];
    private final int[] partitions = new int[MOST_IMAGES];
    private final long[] offsets = new long[MOST_IMAGES];
    private final long[] eventTimesMillis = new long[MOST_IMAGES];
    private int images;

    Summary(Detector detector, long windowMillis) {
        this.detector = detector;
        this.reference = WindowReference.of(detector);
        this.layers = detector.taps().toArray(String[]::new);
        this.windowMillis = windowMillis;
    }

    /**
     * Takes the next image in; there is room unless {@link #isFull}.
     *
     * @param source what its alarms are kept for
     * @param eventTimeMillis what its verdict says
     * @param windowTimeMillis what its window goes by
     */
    void add(ReceivedRecord record, String source, Judgement judgement, long eventTimeMillis, long windowTimeMillis) {
        ImageEvidence evidence = judgement.evidence();
        flags[images] = judgement.flagged();
        pValues[images] = judgement.pValue();
        twins[images] = evidence.twin().code();
        overconfident[images] = evidence.overconfident();
        noisy[images] = evidence.noisy();
        features[images] = judgement.flagged() ? loudestFeature(judgement) : null;
        System.arraycopy(judgement.print(), 0, prints, images * ImagePrint.LENGTH, ImagePrint.LENGTH);
        sources[images] = source;
        topics[images] = record.topic();
        partitions[images] = record.partition();
        offsets[images] = record.offset();
        eventTimesMillis[images] = eventTimeMillis;
        images++;
        String feature = judgement.pValue() <= ChangeEvidence.LOW ? loudestFeature(judgement) : null;
        sums(windowTimeMillis)
                .add(
                        judgement.predictedClass(),
                        evidence,
                        judgement.distortion(),
                        detector::cleanDistortion,
                        new Example(record.topic(), record.partition(), record.offset(), source, feature));
    }

    /** Takes a record in that could not be judged. */
    void addRefused(ReceivedRecord record, long windowTimeMillis) {
        String source = record.topic() + "/" + record.partition();
        sums(windowTimeMillis)
                .addRefused(new Example(record.topic(), record.partition(), record.offset(), source, null));
    }

    /** Takes in a frame that repeats its camera's last counted one. */
    void addRepeated(ReceivedRecord record, String source, long windowTimeMillis) {
        sums(windowTimeMillis)
                .addRepeated(new Example(record.topic(), record.partition(), record.offset(), source, null));
    }

    private SumsBuilder sums(long windowTimeMillis) {
        return byWindowStart.computeIfAbsent(
                windowStart(windowTimeMillis), s -> new SumsBuilder(detector.bundleId(), reference, layers));
    }

    private String loudestFeature(Judgement judgement) {
        if (judgement.topFeatures().length == 0) {
            return null;
        }
        Feature feature = detector.feature(judgement.topFeatures()[0]);
        return feature.layer() + "/" + feature.index();
    }

    /** Nothing was taken in: no image, no repeated frame, no record that could not be judged. */
    boolean isEmpty() {
        return byWindowStart.isEmpty();
    }

    /** It has to be handed over before it takes more. */
    boolean isFull() {
        return images == MOST_IMAGES || byWindowStart.size() >= MOST_WINDOWS;
    }

    /** Whether an image was taken in whose flag counts. */
    boolean hasFlags() {
        return images > 0;
    }

    FlagRun flagRun() {
        return new FlagRun(
                detector.bundleId(),
                detector.alpha(),
                detector.cleanRates(),
                NO_OTHERS,
                Arrays.copyOf(flags, images),
                Arrays.copyOf(pValues, images),
                Arrays.copyOf(twins, images),
                Arrays.copyOf(overconfident, images),
                Arrays.copyOf(noisy, images),
                Arrays.copyOf(features, images),
                Arrays.copyOf(prints, images * ImagePrint.LENGTH),
                Arrays.copyOf(sources, images),
                Arrays.copyOf(topics, images),
                Arrays.copyOf(partitions, images),
                Arrays.copyOf(offsets, images),
                Arrays.copyOf(eventTimesMillis, images));
    }

    /** Hands over the sums of each window with the window's start, which is a timestamp inside it. */
    void forEachWindow(BiConsumer<Long, WindowSums> action) {
        byWindowStart.forEach((start, sums) -> action.accept(start, sums.build()));
    }

    /** Begins anew. */
    void clear() {
        Arrays.fill(features, 0, images, null);
        Arrays.fill(sources, 0, images, null);
        Arrays.fill(topics, 0, images, null);
        images = 0;
        byWindowStart.clear();
    }

    private long windowStart(long timeMillis) {
        return TimeWindow.getWindowStartWithOffset(timeMillis, 0, windowMillis);
    }
}
