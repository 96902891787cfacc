package io.latentwatch.detector.infer;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a graph is to be computed.
 *
 * @param card index of the graphics card as CUDA counts them, from 0
 * @param memoryBytes that ONNX Runtime's arena may take of the card at most for each bundle; 0: no limit
 */
public record Device(Choice choice, int card, long memoryBytes) implements Serializable {
    /** The processor. */
    public static final Device CPU = new Device(Choice.CPU, 0, 0);

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,2})");

    public Device {
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes is " + memoryBytes + ", expected at least 0");
        }
    }

    /** What was asked for. */
    public enum Choice {
        CPU,
        /** A card; it is an error if it cannot be used. */
        CUDA,
        /** The first card if it can be used, else the processor. */
        AUTO
    }

    /**
     * The device of that name.
     *
     * @param name {@code cpu}, {@code cuda:N} or {@code auto}
     * @throws IllegalArgumentException if it is another one
     */
    public static Device of(String name, long memoryBytes) {
        Matcher cuda = CUDA.matcher(name);
        if (cuda.matches()) {
            return new Device(Choice.CUDA, Integer.parseInt(cuda.group(1)), memoryBytes);
        }
        return switch (name) {
            case "cpu" -> new Device(Choice.CPU, 0, memoryBytes);
            case "auto" -> new Device(Choice.AUTO, 0, memoryBytes);
            default ->
                throw new IllegalArgumentException(
                        "expected cpu, cuda:N such as cuda:0, or auto, found '" + name + "'");
        };
    }

    /**
     * Settings of ONNX Runtime's CUDA provider. Without TF32, whose ten bits of mantissa would move scores that were calibrated with twenty-three; and without trying out every algorithm for each number
     * of images that a batch may have.
     */
    Map<String, String> cudaSettings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "use_tf32", "0",
                "cudnn_conv_algo_search", "HEURISTIC",
                "arena_extend_strategy", "kSameAsRequested"));
        if (memoryBytes > 0) {
            settings.put("gpu_mem_limit", Long.toString(memoryBytes));
        }
        return settings;
    }

    /** Whether {@link #of} takes it. */
    public static boolean isName(String name) {
        return name.equals("cpu") || name.equals("auto") || CUDA.matcher(name).matches();
    }

    /** As {@link #of} takes it. */
    public String name() {
        return switch (choice) {
            case CPU -> "cpu";
            case CUDA -> "cuda:" + card;
            case AUTO -> "auto";
        };
    }
}
