package io.latentwatch.flink.inspect;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.Outcome.Judged;
import io.latentwatch.detector.Outcome.Refused;
import io.latentwatch.detector.TwinBudget;
import io.latentwatch.detector.TwinSampling;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.flink.models.DetectorSource;
import io.latentwatch.flink.models.ModelControl;
import io.latentwatch.flink.models.ModelState;
import io.latentwatch.flink.models.ModelSwaps;
import io.latentwatch.flink.models.SwapListener;
import io.latentwatch.flink.received.ImageReader;
import io.latentwatch.flink.received.ReceivedRecord;
import io.latentwatch.flink.received.UnusableRecordException;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
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
 * <p>Bundles change between two batches, as commands say ({@link ModelSwaps}); a batch is judged whole by one bundle, and by its shadow where there is
 * one. What a shadow finds leaves as verdicts of that role and as its agreement with the active bundle, and enters no statistic.
 *
 * <p>No image is ever in state, only the accepted commands. A batch is judged when it is full, when its first image has waited long enough ({@link BatchWait}), before a checkpoint
 * barrier, at a watermark or a change of its status, and at the end of the input; so whatever a checkpoint covers has been judged, and
 * what has not is read again. What the statistics need leaves for several batches at once ({@link Summary}): before a barrier, a watermark, a change of its status, the end and a change of bundles, too, and
 * soon in any case. All on the task's thread.
 *
 * <p>Which images get a twin is drawn before any of their scores is known. While the task cannot keep up, fewer do ({@link TwinBudget}); a verdict says with
 * which chance its image had one.
 *
 * <p>Frames of a camera that repeat its last counted one get their verdicts, and enter no statistic; they are among the records that those which could not be judged are a share of.
 *
 * <p>Made by {@link InspectImagesFactory}. The element's timestamp is the time that windows go by; verdicts leave with it.
 */
public final class InspectImages extends AbstractStreamOperator<Verdict>
        implements OneInputStreamOperator<ReceivedRecord, Verdict>, BoundedOneInput, SwapListener {
    private static final ListStateDescriptor<ModelState> MODELS = new ListStateDescriptor<>("models", ModelState.class);
    private static final long TWIN_PERIOD_NANOS = 1_000_000_000;

    /** How long statistics may lag behind verdicts where no watermark comes first. */
    private static final Duration SUMMARY_DELAY = Duration.ofMillis(200);

    private static final String CACHE = "latentwatch-bundles";

    private final transient MailboxExecutor mailbox;
    private final DetectorSource detectors;
    private final ModelControl models;
    private final InspectionOptions options;

    private transient ImageReader reader;
    private transient TwinSampling twins;
    private transient TwinBudget twinBudget;
    private transient BusyTime busyTime;
    private transient long twinPeriodNanos;
    private transient DeadLetters deadLetters;
    private transient InspectionMetrics counters;
    private transient ModelSwaps swaps;
    private transient ListState<ModelState> modelStates;
    private transient Optional<ModelState> restored;
    private transient BundleAtWork active;
    private transient Optional<BundleAtWork> shadow;
    private transient Optional<String> fallback = Optional.empty();
    private transient List<Row> batch;
    private transient long firstNanos;
    private transient BatchWait batchWait;
    private transient Deadline batchDeadline;
    private transient Summary summary;
    private transient Deadline summaryDeadline;
    private transient long summaryNanos;

    InspectImages(
            StreamOperatorParameters<Verdict> parameters,
            DetectorSource detectors,
            ModelControl models,
            InspectionOptions options) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.models = requireNonNull(models, "models is null");
        this.detectors = requireNonNull(detectors, "detectors is null");
        this.options = requireNonNull(options, "options is null");
    }

    @Override
    public void open() throws Exception {
        super.open();
        reader = options.inputFormat().reader(options.wireFormat());
        twins = new TwinSampling(options.twinKey());
        twinBudget = new TwinBudget(options.twinRate(), options.twinFloor());
        deadLetters = new DeadLetters(options.deadLetterBytes());
        counters = new InspectionMetrics(getMetricGroup(), options.twinRate(), twinBudget::rate);
        batch = new ArrayList<>(options.batchSize());
        batchWait = new BatchWait(options.waitFactor(), options.batchTimeout());
        batchDeadline = new Deadline(getProcessingTimeService(), this::judgeBatch);
        summaryDeadline = new Deadline(getProcessingTimeService(), this::emitSummary);
        swaps = new ModelSwaps(models, mailbox, cache(), this);
        swaps.open(detectors, restored);
        swapped();
        busyTime = new BusyTime(
                getContainingTask().getEnvironment().getMetricGroup().getIOMetricGroup());
        twinPeriodNanos = System.nanoTime();
    }

    private Path cache() {
        return getContainingTask()
                .getEnvironment()
                .getTaskManagerInfo()
                .getTmpWorkingDirectory()
                .toPath()
                .resolve(CACHE);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        // All see the states of all: whatever the number of subtasks was, they go on from the one that was furthest.
        modelStates = context.getOperatorStateStore().getUnionListState(MODELS);
        restored = ModelState.furthest(modelStates.get());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        modelStates.update(List.of(models()));
    }

    /** The accepted commands as a checkpoint would keep them now. */
    ModelState models() {
        return swaps.state();
    }

    @Override
    public void swapped() {
        if (active == null || active.detector() != swaps.active()) {
            emitSummary();
            active = new BundleAtWork(swaps.active(), Role.ACTIVE);
            summary = new Summary(swaps.active(), options.window().toMillis());
        }
        shadow = swaps.shadow().map(detector -> new BundleAtWork(detector, Role.SHADOW));
        counters.active(swaps.active());
        tellFallback(Stream.concat(Stream.of(swaps.active()), swaps.shadow().stream())
                .flatMap(detector -> detector.fallback().stream())
                .findFirst());
    }

    private void tellFallback(Optional<String> reason) {
        if (!reason.equals(fallback)) {
            reason.ifPresent(why -> LOG.warn("{}; the processor computes", why));
        }
        fallback = reason;
        counters.fallenBack(reason.isPresent());
    }

    @Override
    public void handled(CommandResult result) {
        counters.command(result);
    }

    @Override
    public void raised(Alarm alarm) {
        output.collect(SideOutputs.MODEL_ALARMS, new StreamRecord<>(alarm));
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
            batchDeadline.begin(batchWait.millis());
        }
    }

    private Row read(ReceivedRecord record, long windowTimeMillis) {
        try {
            Image image = reader.read(record);
            String source = options.sourceBy().of(record, image);
            return new Row(record, windowTimeMillis, image, source, twinBudget.rateOf(source), null);
        } catch (UnusableRecordException e) {
            return new Row(record, windowTimeMillis, null, null, 0, new Refused(e.reason(), e.getMessage()));
        }
    }

    private void judgeBatch() {
        if (batch.isEmpty()) {
            return;
        }
        long startedNanos = System.nanoTime();
        budgetTwins(startedNanos);
        List<ImageToInspect> images = imagesOfBatch();
        List<Outcome> judged = inspect(active, images);
        long inspectedNanos = System.nanoTime();
        summaryNanos = 0;
        Iterator<Outcome> outcomes = judged.iterator();
        for (Row row : batch) {
            Outcome outcome = row.refused() == null ? outcomes.next() : row.refused();
            if (outcome instanceof Judged found) {
                emitVerdict(row, found.judgement());
            } else {
                emitDeadLetter(row, (Refused) outcome);
            }
        }
        count(startedNanos - firstNanos, System.nanoTime() - inspectedNanos - summaryNanos);
        shadow.ifPresent(bundle -> judgeBeside(bundle, images, judged));
        batch.clear();
        batchDeadline.done();
        batchWait.judged(System.nanoTime() - startedNanos, twinBudget.rate() < options.twinRate());
    }

    /** Where a period has passed, what the task did in it says how many twins the next one may have. */
    private void budgetTwins(long nowNanos) {
        long nanos = nowNanos - twinPeriodNanos;
        if (nanos >= TWIN_PERIOD_NANOS) {
            twinBudget.period(nanos / 1e9, busyTime.share(nanos));
            twinPeriodNanos = nowNanos;
        }
    }

    /** The shadow judges the same images. Whatever it does, the active bundle's verdicts have left, and the job goes on. */
    private void judgeBeside(BundleAtWork bundle, List<ImageToInspect> images, List<Outcome> ofActive) {
        List<Outcome> found;
        try {
            found = inspect(bundle, images);
        } catch (RuntimeException e) {
            ReceivedRecord firstRecord = batch.get(0).record();
            swaps.shadowFailed(
                    new Position(firstRecord.topic(), firstRecord.partition(), firstRecord.offset()),
                    firstRecord.timestampMillis(),
                    e);
            return;
        }
        int image = 0;
        for (Row row : batch) {
            if (row.refused() == null) {
                counters.shadow(Agreement.of(ofActive.get(image), found.get(image)));
                if (found.get(image) instanceof Judged judged) {
                    Verdict verdict =
                            bundle.verdicts().of(row.record(), row.image(), judged.judgement(), row.twinRate());
                    output.collect(new StreamRecord<>(verdict, row.windowTimeMillis()));
                }
                image++;
            }
        }
    }

    private void count(long queueNanos, long emitNanos) {
        long nowMillis = getProcessingTimeService().getCurrentProcessingTime();
        for (Row row : batch) {
            counters.left(nowMillis, row.record().timestampMillis());
        }
        counters.batch(batch.size(), queueNanos, active.detector().stages(), emitNanos);
    }

    private List<ImageToInspect> imagesOfBatch() {
        List<ImageToInspect> images = new ArrayList<>(batch.size());
        for (Row row : batch) {
            if (row.refused() == null) {
                images.add(toInspect(row));
            }
        }
        return images;
    }

    private static List<Outcome> inspect(BundleAtWork bundle, List<ImageToInspect> images) {
        List<Outcome> outcomes =
                images.isEmpty() ? List.of() : bundle.detector().inspect(images);
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
                twins.twinned(record.topic(), record.partition(), record.offset(), row.twinRate()));
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

    private void emitVerdict(Row row, Judgement judgement) {
        Verdict verdict = active.verdicts().of(row.record(), row.image(), judgement, row.twinRate());
        output.collect(new StreamRecord<>(verdict, row.windowTimeMillis()));
        String source = row.source();
        if (options.sourceKinds().isCamera(source) && active.frames().repeats(source, judgement.print())) {
            summary().addRepeated(row.record(), source, row.windowTimeMillis());
        } else {
            summary().add(row.record(), source, judgement, verdict.getEventTimeMillis(), row.windowTimeMillis());
        }
        counters.judged(judgement);
    }

    private void emitDeadLetter(Row row, Refused refused) {
        output.collect(
                SideOutputs.DEAD_LETTERS,
                new StreamRecord<>(deadLetters.of(row.record(), refused), row.windowTimeMillis()));
        summary().addRefused(row.record(), row.windowTimeMillis());
        counters.refused(refused.reason());
    }

    /** The summary that the next record goes into. */
    private Summary summary() {
        if (summary.isFull()) {
            emitSummary();
        }
        if (summary.isEmpty()) {
            summaryDeadline.begin(SUMMARY_DELAY.toMillis());
        }
        return summary;
    }

    private void emitSummary() {
        summaryDeadline.done();
        if (summary == null || summary.isEmpty()) {
            return;
        }
        long startedNanos = System.nanoTime();
        if (summary.hasFlags()) {
            output.collect(SideOutputs.FLAG_RUNS, new StreamRecord<>(summary.flagRun()));
        }
        summary.forEachWindow(
                (start, sums) -> output.collect(SideOutputs.WINDOW_SUMS, new StreamRecord<>(sums, start)));
        summary.clear();
        long nanos = System.nanoTime() - startedNanos;
        counters.emitted(nanos);
        summaryNanos += nanos;
    }

    /** Whatever came so far is judged and told. */
    private void flush() {
        judgeBatch();
        emitSummary();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        flush();
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        swaps.stop();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        try {
            if (swaps != null) {
                swaps.close();
            }
        } finally {
            super.close();
        }
    }

    /** A record that waits in the batch: with its image, its source and the chance of a twin, or with why it has no image. */
    private record Row(
            ReceivedRecord record,
            long windowTimeMillis,
            Image image,
            String source,
            double twinRate,
            Refused refused) {}
}
