package io.latentwatch.evaluation.cost;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model that is timed on one batch, on one thread. Which of ONNX Runtime's optimisation levels is faster differs from network
 * to network, so it is opened at both and the faster one counts.
 */
final class TimedModel implements AutoCloseable {
    static final List<OptLevel> LEVELS = List.of(OptLevel.EXTENDED_OPT, OptLevel.ALL_OPT);

    private final List<OrtSession> sessions = new ArrayList<>();
    private final Map<String, OnnxTensor> input;
    private final int images;

    TimedModel(byte[] model, long[] shape) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            for (OptLevel level : LEVELS) {
                sessions.add(open(environment, model, level));
            }
            this.input = Map.of(
                    sessions.get(0).getInputNames().iterator().next(),
                    OnnxTensor.createTensor(environment, FloatBuffer.wrap(GreyImages.of(shape)), shape));
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime refuses the model: " + e.getMessage(), e);
        }
        this.images = Math.toIntExact(shape[0]);
    }

    private static OrtSession open(OrtEnvironment environment, byte[] model, OptLevel level) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(level);
            return environment.createSession(model, options);
        }
    }

    /** Images a second of the faster level, each running for the given time. */
    double imagesPerSecond(long nanos) {
        double best = 0;
        for (OrtSession session : sessions) {
            best = Math.max(best, imagesPerSecond(session, nanos));
        }
        return best;
    }

    private double imagesPerSecond(OrtSession session, long nanos) {
        long begin = System.nanoTime();
        long batches = 0;
        long passed;
        do {
            try {
                session.run(input).close();
            } catch (OrtException e) {
                throw new IllegalArgumentException("ONNX Runtime cannot run the model: " + e.getMessage(), e);
            }
            batches++;
            passed = System.nanoTime() - begin;
        } while (passed < nanos);
        return batches * images * 1e9 / passed;
    }

    @Override
    public void close() {
        input.values().forEach(OnnxTensor::close);
        try {
            for (OrtSession session : sessions) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
