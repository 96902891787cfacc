package io.latentwatch.detector.infer;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.latentwatch.bundle.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A monitor graph in ONNX Runtime. Thread-safe: with one intra-op thread each caller computes on its own thread.
 *
 * <p>Which optimisation level is faster depends on network and machine (measured for LeNet-5: EXTENDED 9-15 % ahead of ALL on one, 10 % behind on
 * another; for VGG-16 1.4 times behind), so both are tried at the start.
 */
public final class MonitorSession implements AutoCloseable {
    private static final List<OptLevel> LEVELS = List.of(OptLevel.EXTENDED_OPT, OptLevel.ALL_OPT);
    private static final Set<String> OUTPUTS = Set.copyOf(MonitorTensors.OUTPUTS);
    private static final int TRIAL_IMAGES = 16;
    private static final int TRIAL_RUNS = 5;
    private static final long TRIAL_NANOS = 100_000_000;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Manifest.Input input;
    private final Optional<String> fallback;

    private MonitorSession(OrtSession session, Manifest.Input input, Optional<String> fallback) {
        this.session = session;
        this.input = input;
        this.fallback = fallback;
    }

    /** Loads a graph that was checked before, for the processor. */
    public static MonitorSession open(byte[] graph, Manifest.Input input, int threads) {
        return open(graph, input, threads, Device.CPU);
    }

    /**
     * Loads a graph that was checked before.
     *
     * @param threads intra-op threads
     * @throws InferenceException if ONNX Runtime refuses the graph, or a card was asked for by its number and cannot be used
     */
    public static MonitorSession open(byte[] graph, Manifest.Input input, int threads, Device device) {
        if (device.choice() == Device.Choice.CPU) {
            return onProcessor(graph, input, threads, Optional.empty());
        }
        try {
            return onCard(graph, input, threads, device);
        } catch (OrtException | InferenceException e) {
            String reason = "device %s: ONNX Runtime cannot compute on card %d: %s"
                    .formatted(device.name(), device.card(), e.getMessage());
            if (device.choice() == Device.Choice.CUDA) {
                throw new InferenceException(
                        reason
                                + "; see that its jar is onnxruntime_gpu, to the card's driver, CUDA 12 and cuDNN 9 on this machine, or set the device to cpu or auto",
                        e);
            }
            return onProcessor(graph, input, threads, Optional.of(reason));
        }
    }

    /** Opens and runs it once: libraries that are missing and memory that does not suffice may only show then. */
    private static MonitorSession onCard(byte[] graph, Manifest.Input input, int threads, Device device)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.card());
                SessionOptions options = options(threads, OptLevel.ALL_OPT)) {
            for (Map.Entry<String, String> setting : device.cudaSettings().entrySet()) {
                cuda.add(setting.getKey(), setting.getValue());
            }
            options.addCUDA(cuda);
            MonitorSession session =
                    new MonitorSession(environment.createSession(graph, options), input, Optional.empty());
            try {
                LongBuffer everyRow =
                        LongBuffer.wrap(LongStream.range(0, TRIAL_IMAGES).toArray());
                session.trial(ByteBuffer.allocateDirect(TRIAL_IMAGES * input.bytes()), everyRow);
                return session;
            } catch (InferenceException e) {
                session.close();
                throw e;
            }
        }
    }

    private static MonitorSession onProcessor(
            byte[] graph, Manifest.Input input, int threads, Optional<String> fallback) {
        List<MonitorSession> candidates = new ArrayList<>();
        try {
            for (OptLevel level : LEVELS) {
                candidates.add(onProcessor(graph, input, threads, level, fallback));
            }
            MonitorSession fastest = fastest(candidates);
            candidates.remove(fastest);
            return fastest;
        } finally {
            candidates.forEach(MonitorSession::close);
        }
    }

    /**
     * The one with the best run, which other load on the machine touches least. They take turns: what comes and goes meanwhile strikes all of them.
     */
    private static MonitorSession fastest(List<MonitorSession> candidates) {
        ByteBuffer images =
                ByteBuffer.allocateDirect(TRIAL_IMAGES * candidates.get(0).input.bytes());
        long[] bestNanos = new long[candidates.size()];
        Arrays.fill(bestNanos, Long.MAX_VALUE);
        long begin = System.nanoTime();
        for (int run = 0; run < TRIAL_RUNS || System.nanoTime() - begin < TRIAL_NANOS; run++) {
            for (int c = 0; c < bestNanos.length; c++) {
                bestNanos[c] = Math.min(bestNanos[c], candidates.get(c).trial(images.clear(), LongBuffer.allocate(0)));
            }
        }
        int fastest = 0;
        for (int c = 1; c < bestNanos.length; c++) {
            fastest = bestNanos[c] < bestNanos[fastest] ? c : fastest;
        }
        return candidates.get(fastest);
    }

    private static MonitorSession onProcessor(
            byte[] graph, Manifest.Input input, int threads, OptLevel level, Optional<String> fallback) {
        try (SessionOptions options = options(threads, level)) {
            return new MonitorSession(OrtEnvironment.getEnvironment().createSession(graph, options), input, fallback);
        } catch (OrtException e) {
            throw new InferenceException(
                    "ONNX Runtime refuses the graph: " + e.getMessage() + "; profile the model again", e);
        }
    }

    private static SessionOptions options(int threads, OptLevel level) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(level);
        return options;
    }

    /** Why the processor computes, where a graphics card was to be used if that is possible. */
    public Optional<String> fallback() {
        return fallback;
    }

    /** Nanoseconds of one run; warms up as well. */
    private long trial(ByteBuffer images, LongBuffer twinRows) {
        long start = System.nanoTime();
        run(images, TRIAL_IMAGES, twinRows, OUTPUTS, OrtSession.Result::size);
        return System.nanoTime() - start;
    }

    /**
     * Runs a batch.
     *
     * @param images direct buffer of {@code n x C x H x W} unsigned bytes from its position on
     * @param n images, at least 1
     * @param twinRows the rows to be twinned, each below n; all that remain are taken
     */
    public MonitorOutputs infer(ByteBuffer images, int n, LongBuffer twinRows) {
        return run(
                images,
                n,
                twinRows,
                OUTPUTS,
                result -> new MonitorOutputs(
                        n,
                        twinRows.remaining(),
                        floats(result, MonitorTensors.PROBABILITIES),
                        floats(result, MonitorTensors.SCORES),
                        longs(result, MonitorTensors.TOP_FEATURES),
                        floats(result, MonitorTensors.TOP_DEVIATIONS),
                        floats(result, MonitorTensors.TWIN_SCORES),
                        longs(result, MonitorTensors.TWIN_CLASSES)));
    }

    /** The values of other float outputs, for a graph that has others than {@link MonitorTensors#OUTPUTS}. */
    public Map<String, float[]> infer(ByteBuffer images, int n, LongBuffer twinRows, Set<String> outputs) {
        return run(
                images,
                n,
                twinRows,
                outputs,
                result ->
                        outputs.stream().collect(Collectors.toMap(Function.identity(), name -> floats(result, name))));
    }

    private <T> T run(
            ByteBuffer images, int n, LongBuffer twinRows, Set<String> outputs, Function<OrtSession.Result, T> reader) {
        long[] shape = {n, input.channels(), input.height(), input.width()};
        long[] rowsShape = {twinRows.remaining()};
        try (OnnxTensor image = OnnxTensor.createTensor(environment, images, shape, OnnxJavaType.UINT8);
                OnnxTensor rows = OnnxTensor.createTensor(environment, direct(twinRows), rowsShape);
                OrtSession.Result result =
                        session.run(Map.of(MonitorTensors.IMAGE, image, MonitorTensors.TWIN_ROWS, rows), outputs)) {
            return reader.apply(result);
        } catch (OrtException e) {
            throw new InferenceException(
                    "ONNX Runtime failed on a batch of " + n + " images, " + rowsShape[0] + " of them twinned: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Width of a two-dimensional output, -1 where the graph leaves it open. */
    public long width(String output) {
        try {
            long[] shape = ((TensorInfo) session.getOutputInfo().get(output).getInfo()).getShape();
            return shape.length == 2 ? shape[1] : -1;
        } catch (OrtException e) {
            throw new InferenceException("ONNX Runtime does not tell its outputs: " + e.getMessage(), e);
        }
    }

    private static LongBuffer direct(LongBuffer rows) {
        LongBuffer copy = ByteBuffer.allocateDirect(Math.max(1, rows.remaining()) * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        return copy.put(rows.duplicate()).flip();
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer values = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    private static long[] longs(OrtSession.Result result, String name) {
        LongBuffer values = ((OnnxTensor) result.get(name).orElseThrow()).getLongBuffer();
        long[] copy = new long[values.remaining()];
        values.get(copy);
        return copy;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new InferenceException("ONNX Runtime could not close the session: " + e.getMessage(), e);
        }
    }
}
