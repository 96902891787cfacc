package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.detector.infer.MonitorTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ceiling: ONNX Runtime on the bundle's plain model, or on its monitor graph without twins, full batches one after the other on one thread. The input
 * is made beforehand, in direct buffers: float32 as the model takes it, bytes as the monitor does. The plain model's output goes to a direct buffer that is
 * used again. No Kafka, no decoding, no judgement.
 */
public final class RuntimeAlone implements Way {
    private static final int MOST_INPUTS = 16;
    private static final int MOST_INPUT_BYTES = 64 << 20;

    private final int batch;
    private final int images;
    private final List<Map<String, OnnxTensor>> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final OrtSession session;

    private RuntimeAlone(
            byte[] graph, List<Map<String, OnnxTensor>> inputs, Map<String, OnnxTensor> outputs, int batch, int images)
            throws OrtException {
        this.batch = batch;
        this.images = images;
        this.inputs = List.copyOf(inputs);
        this.outputs = outputs;
        this.session = FasterSession.open(graph, candidate -> run(candidate, inputs.get(0)));
    }

    /**
     * On the plain model.
     *
     * @param sample images that the bundle takes, used over and over
     * @param images in a measurement, rounded down to whole batches
     */
    public static RuntimeAlone onModel(Bundle bundle, List<LabelledImage> sample, int batch, int images)
            throws OrtException, ImageRefusedException {
        Manifest manifest = requireNonNull(bundle, "bundle is null").manifest();
        Manifest.Input input = manifest.input();
        List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
        for (ByteBuffer pixels : batches(input, sample, batch)) {
            inputs.add(Map.of(manifest.model().input(), tensor(normalised(pixels, input), shape(input, batch))));
        }
        int classes = manifest.classes().size();
        Map<String, OnnxTensor> outputs =
                Map.of(manifest.model().output(), tensor(floats(batch * classes), batch, classes));
        return new RuntimeAlone(bundle.file(BundleFiles.MODEL), inputs, outputs, batch, images);
    }

    /** On the monitor graph, which computes the scores too: what the job runs; otherwise as {@link #onModel}. */
    public static RuntimeAlone withScores(Bundle bundle, List<LabelledImage> sample, int batch, int images)
            throws OrtException, ImageRefusedException {
        Manifest.Input input =
                requireNonNull(bundle, "bundle is null").manifest().input();
        LongBuffer noRows = ByteBuffer.allocateDirect(0).asLongBuffer();
        List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
        for (ByteBuffer pixels : batches(input, sample, batch)) {
            OnnxTensor image = OnnxTensor.createTensor(
                    OrtEnvironment.getEnvironment(), pixels, shape(input, batch), OnnxJavaType.UINT8);
            OnnxTensor twinRows = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), noRows, new long[] {0});
            inputs.add(Map.of(MonitorTensors.IMAGE, image, MonitorTensors.TWIN_ROWS, twinRows));
        }
        return new RuntimeAlone(bundle.file(BundleFiles.MONITOR), inputs, Map.of(), batch, images);
    }

    /** Several batches, so that none of them stays in the processor's caches; of large images fewer. */
    private static List<ByteBuffer> batches(Manifest.Input input, List<LabelledImage> sample, int batch)
            throws ImageRefusedException {
        int bytes = batch * input.bytes();
        int count = Math.max(1, Math.min(MOST_INPUTS, MOST_INPUT_BYTES / (Float.BYTES * bytes)));
        ImageDecoder decoder = new ImageDecoder(input, Long.MAX_VALUE);
        List<ByteBuffer> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer pixels = ByteBuffer.allocateDirect(bytes);
            for (int image = i * batch; image < (i + 1) * batch; image++) {
                decoder.decode(sample.get(image % sample.size()).image(), pixels);
            }
            batches.add(pixels.flip());
        }
        return batches;
    }

    private static FloatBuffer normalised(ByteBuffer pixels, Manifest.Input input) {
        FloatBuffer values = floats(pixels.remaining());
        int plane = input.height() * input.width();
        for (int i = 0; i < values.capacity(); i++) {
            int channel = i / plane % input.channels();
            double value = (pixels.get(i) & 0xff) / 255.0 * input.valueScale();
            values.put(i, (float)
                    ((value - input.mean().get(channel)) / input.deviation().get(channel)));
        }
        return values;
    }

    private static long[] shape(Manifest.Input input, int batch) {
        return new long[] {batch, input.channels(), input.height(), input.width()};
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
    }

    private void run(OrtSession on, Map<String, OnnxTensor> input) throws OrtException {
        (outputs.isEmpty() ? on.run(input) : on.run(input, outputs)).close();
    }

    @Override
    public double imagesPerSecond() throws OrtException {
        int batches = images / batch;
        long started = System.nanoTime();
        for (int i = 0; i < batches; i++) {
            run(session, inputs.get(i % inputs.size()));
        }
        return batches * (double) batch * 1e9 / (System.nanoTime() - started);
    }

    @Override
    public void close() throws OrtException {
        session.close();
        outputs.values().forEach(OnnxTensor::close);
        inputs.forEach(input -> input.values().forEach(OnnxTensor::close));
    }
}
