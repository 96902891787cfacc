package io.latentwatch.benchmarks.ways;

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
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.schemas.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/**
 * The monitor graph without the detector around it: images are decoded into one direct buffer, all outputs are computed, and read into arrays. Not
 * thread-safe.
 */
final class MonitorRun implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Manifest.Input input;
    private final ImageDecoder decoder;
    private final boolean twinned;
    private final ByteBuffer pixels;
    private final LongBuffer everyRow;
    private final OrtSession session;

    MonitorRun(Bundle bundle, int batch, boolean twinned) throws OrtException {
        this.input = bundle.manifest().input();
        this.decoder = new ImageDecoder(input, Long.MAX_VALUE);
        this.twinned = twinned;
        this.pixels = ByteBuffer.allocateDirect(batch * input.bytes());
        this.everyRow = ByteBuffer.allocateDirect(batch * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        for (int i = 0; i < batch; i++) {
            everyRow.put(i, i);
        }
        this.session = FasterSession.open(bundle.file(BundleFiles.MONITOR), candidate -> run(candidate, batch));
    }

    /** What one run gave, row after row; see {@link MonitorTensors}. */
    record Outputs(
            float[] probabilities, float[] scores, long[] topFeatures, float[] topDeviations, long[] twinClasses) {}

    /** Runs images, a batch at most. */
    Outputs run(List<Image> images) throws OrtException, ImageRefusedException {
        pixels.clear();
        for (Image image : images) {
            byte[] bytes = new byte[image.getBytes().remaining()];
            image.getBytes().get(bytes);
            decoder.decode(
                    new EncodedImage(
                            image.getEncoding(), bytes, image.getHeight(), image.getWidth(), image.getChannels()),
                    pixels);
        }
        return run(session, images.size());
    }

    private Outputs run(OrtSession on, int n) throws OrtException {
        int twins = twinned ? n : 0;
        long[] shape = {n, input.channels(), input.height(), input.width()};
        try (OnnxTensor image = OnnxTensor.createTensor(
                        environment, pixels.duplicate().clear().limit(n * input.bytes()), shape, OnnxJavaType.UINT8);
                OnnxTensor twinRows = OnnxTensor.createTensor(
                        environment, everyRow.duplicate().limit(twins), new long[] {twins});
                OrtSession.Result result =
                        on.run(Map.of(MonitorTensors.IMAGE, image, MonitorTensors.TWIN_ROWS, twinRows))) {
            return new Outputs(
                    floats(result, MonitorTensors.PROBABILITIES),
                    floats(result, MonitorTensors.SCORES),
                    longs(result, MonitorTensors.TOP_FEATURES),
                    floats(result, MonitorTensors.TOP_DEVIATIONS),
                    longs(result, MonitorTensors.TWIN_CLASSES));
        }
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer values = tensor(result, name).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    private static long[] longs(OrtSession.Result result, String name) {
        LongBuffer values = tensor(result, name).getLongBuffer();
        long[] copy = new long[values.remaining()];
        values.get(copy);
        return copy;
    }

    private static OnnxTensor tensor(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
