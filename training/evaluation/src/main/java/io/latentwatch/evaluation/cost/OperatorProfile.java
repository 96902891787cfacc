package io.latentwatch.evaluation.cost;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a model spends its time, from ONNX Runtime's own profiler; CPU, one thread. */
public final class OperatorProfile {
    private static final int WARM_UP_RUNS = 10;
    private static final String KERNEL = "_kernel_time";

    private OperatorProfile() {}

    /**
     * Runs a batch of grey images several times.
     *
     * @param shape of the input, {@code [N, C, H, W]}
     * @param runs that count, after ten that do not
     * @return one entry per node, in the order in which they ran
     */
    public static List<OperatorTime> of(byte[] model, long[] shape, int runs) throws IOException {
        Path folder = Files.createTempDirectory("latentwatch-profile");
        try {
            Path trace = trace(model, shape, runs, folder.resolve("ort"));
            return read(new ObjectMapper().readTree(trace.toFile()), WARM_UP_RUNS);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static Path trace(byte[] model, long[] shape, int runs, Path prefix) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.enableProfiling(prefix.toString());
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor images =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(GreyImages.of(shape)), shape)) {
                Map<String, OnnxTensor> input =
                        Map.of(session.getInputNames().iterator().next(), images);
                for (int run = 0; run < WARM_UP_RUNS + runs; run++) {
                    session.run(input).close();
                }
                return Path.of(session.endProfiling());
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime cannot profile the model: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a trace: an array of events, of which those of category {@code Node} named {@code <node>_kernel_time} count, with
     * {@code dur} in microseconds and the operator in {@code args.op_name}.
     *
     * @param skipped runs at the beginning that do not count
     */
    static List<OperatorTime> read(JsonNode trace, int skipped) {
        Map<String, List<Double>> durations = new LinkedHashMap<>();
        Map<String, String> operators = new LinkedHashMap<>();
        for (JsonNode event : trace) {
            String name = event.path("name").asText();
            if (event.path("cat").asText().equals("Node") && name.endsWith(KERNEL)) {
                String node = name.substring(0, name.length() - KERNEL.length());
                durations
                        .computeIfAbsent(node, n -> new ArrayList<>())
                        .add(event.path("dur").asDouble());
                operators.put(node, event.path("args").path("op_name").asText());
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        durations.forEach((node, all) ->
                medians.put(node, median(all.subList(Math.min(skipped, all.size()), all.size()))));
        double total = medians.values().stream().mapToDouble(median -> median).sum();
        return medians.entrySet().stream()
                .map(e -> new OperatorTime(e.getKey(), operators.get(e.getKey()), e.getValue(), e.getValue() / total))
                .toList();
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
