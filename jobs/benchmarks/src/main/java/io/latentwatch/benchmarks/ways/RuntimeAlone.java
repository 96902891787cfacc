package io.latentwatch.benchmarks.ways;

import static java.util.Objects.requireNonNull;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ceiling: ONNX Runtime on the bundle's plain model, full batches one after the other on one thread. Its input is made beforehand, in
 * direct buffers, float32 as the model takes it; its output goes to a direct buffer that is used again. No Kafka, no decoding, no scores.
 */
public final class RuntimeAlone implements Way, AutoCloseable {
    private static final int INPUTS = 16;

    private final Manifest manifest;
    private final int batch;
    private final int images;
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    private final Map<String, OnnxTensor> outputs;
    private final OrtSession session;

    /**
     * Makes the input and opens the session.
     *
     * @param sample images that the bundle takes, used over and over
     * @param images in a measurement, rounded down to whole batches
     */
    public RuntimeAlone(Bundle bundle, List<LabelledImage> sample, int batch, int images)
            throws OrtException, ImageRefusedException {
        this.manifest = requireNonNull(bundle, "bundle is null").manifest();
        this.batch = batch;
        this.images = images;
        for (int i = 0; i < INPUTS; i++) {
            inputs.add(Map.of(manifest.model().input(), input(sample, i * batch)));
        }
        int classes = manifest.classes().size();
        this.outputs = Map.of(manifest.model().output(), tensor(floats(batch * classes), batch, classes));
        this.session = FasterSession.open(bundle.file(BundleFiles.MODEL), candidate -> run(candidate, inputs.get(0)));
    }

    private OnnxTensor input(List<LabelledImage> sample, int from) throws OrtException, ImageRefusedException {
        Manifest.Input shape = manifest.input();
        ImageDecoder decoder = new ImageDecoder(shape, Long.MAX_VALUE);
        ByteBuffer pixels = ByteBuffer.allocate(batch * shape.bytes());
        for (int i = 0; i < batch; i++) {
            decoder.decode(sample.get((from + i) % sample.size()).image(), pixels);
        }
        FloatBuffer values = floats(batch * shape.bytes());
        int plane = shape.height() * shape.width();
        for (int i = 0; i < values.capacity(); i++) {
            int channel = i / plane % shape.channels();
            double value = (pixels.get(i) & 0xff) / 255.0 * shape.valueScale();
            values.put(i, (float)
                    ((value - shape.mean().get(channel)) / shape.deviation().get(channel)));
        }
        return tensor(values, batch, shape.channels(), shape.height(), shape.width());
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
        on.run(input, outputs).close();
    }

    @Override
    public double imagesPerSecond() throws OrtException {
        int batches = images / batch;
        long started = System.nanoTime();
        for (int i = 0; i < batches; i++) {
            run(session, inputs.get(i % INPUTS));
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
