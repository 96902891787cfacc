package io.latentwatch.benchmarks.workloads;

import com.fasterxml.jackson.annotation.JsonValue;

/** The ways to judge images that are held against each other, in the order in which they take their turns. */
public enum WayKind {
    RUNTIME("runtime", "ONNX Runtime", "ONNX Runtime alone, plain model"),
    RUNTIME_WITH_SCORES("runtimeWithScores", "ONNX Runtime with scores", "ONNX Runtime alone, with scores"),
    PNG_DECODER("pngDecoder", "PNG decoder", "PNG decoder alone"),
    PLAIN_LOOP("plainLoop", "plain loop", "plain loop, Kafka to Kafka"),
    JOB("job", "job", "job, Kafka to Kafka"),
    TWO_SUBTASKS("twoSubtasks", "two subtasks", "job of two subtasks"),
    TWINNED_PLAIN_LOOP("twinnedPlainLoop", "plain loop, twinned", "plain loop, every image twinned"),
    TWINNED_JOB("twinnedJob", "job, twinned", "job, every image twinned");

    private final String key;
    private final String shortTitle;
    private final String title;

    WayKind(String key, String shortTitle, String title) {
        this.key = key;
        this.shortTitle = shortTitle;
        this.title = title;
    }

    /** Its name in {@code summary.json}. */
    @JsonValue
    public String key() {
        return key;
    }

    /** For people, beside another one. */
    public String shortTitle() {
        return shortTitle;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Of how many partitions the images' topic has to be, so that every subtask gets images. */
    int subtasks() {
        return this == TWO_SUBTASKS ? 2 : 1;
    }
}
