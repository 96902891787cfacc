package io.latentwatch.anpvs;

import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small configurations, read as a user's file is. */
public final class TestConfigurations {
    /** One epoch on clean images. */
    public static final String CLEAN = """
            network: lenet-5-caffe
            batchSize: 8
            weightDecay: 0
            loss: {kind: JOINT}
            phases:
              - {name: clean, epochs: 1, learningRate: 2.0e-3}
            averaging: 0
            attackEngine: ONNX
            heldOut: 12
            validation: 4
            seed: 1
            threads: 1
            """;

    /** Clean, pruning, then frozen gates with averaged weights. */
    public static final String ANP_VS = """
            network: lenet-5-caffe
            batchSize: 8
            weightDecay: 1.0e-4
            loss: {kind: JOINT, vulnerability: {weight: 0.1, form: RELATIVE}}
            masks: {klWeight: 4, prior: 1.0e-4, temperature: 0.1, learningRateFactor: 10, threshold: 1.0e-3, start: 2}
            phases:
              - {name: clean, epochs: 1, learningRate: 2.0e-3}
              - name: pruning
                epochs: 2
                learningRate: [1.0e-3, 2.0e-3]
                attack: {epsilon: [0.05, 0.1], steps: 2, relativeStepSize: 0.5}
                gates: TRAINED
                klFactor: [0, 1]
              - name: frozen
                epochs: 2
                learningRate: 1.0e-3
                attack: {epsilon: 0.1, steps: 2, stepSize: 0.05}
                gates: FROZEN
            averaging: 0.9
            attackEngine: ONNX
            heldOut: 12
            validation: 4
            seed: 1
            threads: 1
            """;

    /** Gates close that the images did not push up (all begin at E[pi] = 0.6802), and are removed before the last phase. */
    public static final String SOME_GATES_REMOVED = ANP_VS.replace("gates: FROZEN", "gates: REMOVED")
            .replace("threshold: 1.0e-3", "threshold: 0.6801")
            .replace("klFactor: [0, 1]", "klFactor: 0");

    private TestConfigurations() {}

    /** From a text, with values set over it, each as {@code path: value}. A text that is no whole one is set over {@link #CLEAN}. */
    public static TrainingConfiguration of(String text, String... overrides) {
        Map<String, String> values = new LinkedHashMap<>();
        String whole = text;
        if (!text.contains("phases")) {
            whole = CLEAN + text;
        }
        for (String override : overrides) {
            String[] parts = override.split(": ", 2);
            values.put(parts[0], parts[1]);
        }
        try {
            Path file = Files.createTempFile("latentwatch-configuration", ".yaml");
            try {
                Files.writeString(file, whole);
                return Presets.read(file.toString(), values);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
