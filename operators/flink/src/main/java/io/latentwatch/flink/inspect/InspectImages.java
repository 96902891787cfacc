package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.Outcome.Judged;
import io.latentwatch.detector.Outcome.Refused;
import io.latentwatch.detector.TwinSampling;
import io.latentwatch.detector.alarm.RepeatedFrames;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.flink.received.ImageReader;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.flink.received.UnusableRecordException;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Judges images in batches: received record in; verdict, dead letter, flags and sums out, in the order of the records.
 *
 * <p>No image is ever in state. A batch is judged when it is full, when its first image has waited long enough, before a checkpoint
 * barrier, at a watermark or a change of its status, and at the end of the input; so whatever a checkpoint covers has been judged, and
 * what has not is read again. All on the task's thread.
 *
 * <p>Frames of a camera that repeat its last counted one get their verdicts, and enter no statistic.
 *
 * <p>Made by {@link InspectImagesFactory}. The element's timestamp is the time that windows go by; verdicts leave with it.
 */
public final class InspectImages extends AbstractStreamOperator<Verdict>
        implements OneInputStreamOperator<ReceivedRecord, Verdict>, BoundedOneInput {
    /** Cameras whose last counted frame is remembered; one more than that and the one heard of least recently has its next frame counted. */
    private static final int CAMERAS = 10_000;

    private final DetectorSource detectors;
    private final InspectionOptions options;

    private transient ImageReader reader;
    private transient TwinSampling twins;
    private transient DeadLetters deadLetters;
    private transient InspectionMetrics counters;
    private transient Detector detector;
    private transient Verdicts verdicts;
    private transient RepeatedFrames frames;
    private transient List<Row> batch;
    private transient long firstNanos;
    private transient long deadlineMillis;
    private transient boolean timerRuns;

    InspectImages(StreamOperatorParameters<Verdict> parameters, DetectorSource detectors, InspectionOptions options) {
        super(parameters);
        this.detectors = requireNonNull(detectors, "detectors is null");
        this.options = requireNonNull(options, "options is null");
    }

    @Override
    public void open() throws Exception {
        super.open();
        reader = options.inputFormat().reader();
        twins = new TwinSampling(options.twinKey(), options.twinRate());
        deadLetters = new DeadLetters(options.deadLetterBytes());
        detector = detectors.open();
        counters = new InspectionMetrics(getMetricGroup(), detector.bundleId(), detector.created(), options.twinRate());
        verdicts = new Verdicts(detector, Role.ACTIVE);
        frames = new RepeatedFrames(detector.cleanRates().nearPrint(), CAMERAS);
        batch = new ArrayList<>(options.batchSize());
    }

    @Override
    public void processElement(StreamRecord<ReceivedRecord> element) {
        if (batch.isEmpty()) {
            firstNanos = System.nanoTime();
        }
        batch.add(read(element.getValue(), element.getTimestamp()));
        if (batch.size() >= options.batchSize()) {
            judgeBatch();
        } else if (batch.size() == 1) {
            startWaiting();
        }
    }

    private Row read(ReceivedRecord record, long windowTimeMillis) {
        try {
            return new Row(record, windowTimeMillis, reader.read(record), null);
        } catch (UnusableRecordException e) {
            return new Row(record, windowTimeMillis, null, new Refused(e.reason(), e.getMessage()));
        }
    }

    private void judgeBatch() {
        if (batch.isEmpty()) {
            return;
        }
        long startedNanos = System.nanoTime();
        Iterator<Outcome> outcomes = inspect().iterator();
        long inspectedNanos = System.nanoTime();
        BatchSummary summary = new BatchSummary(detector, options.window().toMillis(), batch.size());
        for (Row row : batch) {
            Outcome outcome = row.refused() == null ? outcomes.next() : row.refused();
            if (outcome instanceof Judged judged) {
                emitVerdict(row, judged.judgement(), summary);
            } else {
                emitDeadLetter(row, (Refused) outcome);
                summary.addRefused(row.record(), row.windowTimeMillis());
            }
        }
        emitSummary(summary);
        count(startedNanos - firstNanos, System.nanoTime() - inspectedNanos);
        batch.clear();
    }

    private void count(long queueNanos, long emitNanos) {
        long nowMillis = getProcessingTimeService().getCurrentProcessingTime();
        for (Row row : batch) {
            counters.left(nowMillis, row.record().timestampMillis());
        }
        counters.batch(batch.size(), queueNanos, detector.stages(), emitNanos);
    }

    private List<Outcome> inspect() {
        List<ImageToInspect> images = new ArrayList<>(batch.size());
        for (Row row : batch) {
            if (row.refused() == null) {
                images.add(toInspect(row));
            }
        }
        List<Outcome> outcomes = images.isEmpty() ? List.of() : detector.inspect(images);
        if (outcomes.size() != images.size()) {
            throw new IllegalStateException("the detector gave " + outcomes.size() + " outcomes for " + images.size()
                    + " images, expected one for each");
        }
        return outcomes;
    }

    private ImageToInspect toInspect(Row row) {
        ReceivedRecord record = row.record();
        Image image = row.image();
        return new ImageToInspect(
                new EncodedImage(
                        image.getEncoding(), bytes(image), image.getHeight(), image.getWidth(), image.getChannels()),
                twins.twinned(record.topic(), record.partition(), record.offset()));
    }

    /** Avro's reader gives each image an array of its own; only where it is not exactly that, the bytes are copied. */
    @SuppressWarnings("ByteBufferBackingArray") // an array as long as what remains starts where that starts
    private static byte[] bytes(Image image) {
        ByteBuffer buffer = image.getBytes();
        if (buffer.hasArray() && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void emitVerdict(Row row, Judgement judgement, BatchSummary summary) {
        Verdict verdict = verdicts.of(row.record(), row.image(), judgement);
        output.collect(new StreamRecord<>(verdict, row.windowTimeMillis()));
        String source = options.sourceBy().of(row.record(), row.image());
        if (!options.sourceKinds().isCamera(source) || !frames.repeats(source, judgement.print())) {
            summary.add(row.record(), source, judgement, verdict.getEventTimeMillis(), row.windowTimeMillis());
        }
        counters.judged(judgement);
    }

    private void emitDeadLetter(Row row, Refused refused) {
        output.collect(
                SideOutputs.DEAD_LETTERS,
                new StreamRecord<>(deadLetters.of(row.record(), refused), row.windowTimeMillis()));
        counters.refused(refused.reason());
    }

    private void emitSummary(BatchSummary summary) {
        if (!summary.isEmpty()) {
            output.collect(SideOutputs.FLAG_RUNS, new StreamRecord<>(summary.flagRun()));
        }
        summary.forEachWindow(
                (start, sums) -> output.collect(SideOutputs.WINDOW_SUMS, new StreamRecord<>(sums, start)));
    }

    private void startWaiting() {
        deadlineMillis = getProcessingTimeService().getCurrentProcessingTime()
                + options.batchTimeout().toMillis();
        if (!timerRuns) {
            wakeUpAtDeadline();
        }
    }

    /** One timer runs at most; where it finds a batch younger than the one it was set for, it is set anew. */
    @SuppressWarnings("FutureReturnValueIgnored") // Flink fails the task when a timer throws, and cancels timers itself
    private void wakeUpAtDeadline() {
        timerRuns = true;
        getProcessingTimeService().registerTimer(deadlineMillis, this::onTimer);
    }

    private void onTimer(long nowMillis) {
        timerRuns = false;
        if (batch.isEmpty()) {
            return;
        }
        if (nowMillis >= deadlineMillis) {
            judgeBatch();
        } else {
            wakeUpAtDeadline();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        judgeBatch();
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        judgeBatch();
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        judgeBatch();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() {
        judgeBatch();
    }

    @Override
    public void finish() throws Exception {
        judgeBatch();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        try {
            if (detector != null) {
                detector.close();
            }
        } finally {
            super.close();
        }
    }

    /** A record that waits in the batch: with its image, or with why it has none. */
    private record Row(ReceivedRecord record, long windowTimeMillis, Image image, Refused refused) {}
}
