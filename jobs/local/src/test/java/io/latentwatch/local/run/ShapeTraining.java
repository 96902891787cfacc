package io.latentwatch.local.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the trainer needs for a small ANP-VS network on {@link ShapeImages}: half a minute of training.
 *
 * @param data folder of a training and a test set
 */
record ShapeTraining(Path data, Path preset) {
    private static final String NETWORK = """
            name: small
            layers:
              - {layer: convolution, name: conv1, channels: 12, kernel: 5, padding: 0}
              - {layer: gate, name: gate1}
              - {layer: relu, name: relu1}
              - {layer: max-pool, name: pool1, size: 2}
              - {layer: convolution, name: conv2, channels: 24, kernel: 5, padding: 0}
              - {layer: gate, name: gate2}
              - {layer: relu, name: relu2}
              - {layer: max-pool, name: pool2, size: 2}
              - {layer: flatten, name: flatten}
              - {layer: dense, name: dense1, units: 64}
              - {layer: relu, name: relu3}
              - {layer: gate, name: gate3}
              - {layer: dense, name: dense2, units: 4}
            """;

    private static final String PRESET = """
            network: %s
            batchSize: 32
            weightDecay: 1.0e-4
            loss: {kind: JOINT, adversarialWeight: 2, vulnerability: {weight: 0.01, form: RELATIVE}}
            masks: {klWeight: 4, prior: 1.0e-4, temperature: 0.1, learningRateFactor: 30, threshold: 1.0e-3, start: 2}
            phases:
              - {name: clean, epochs: 6, learningRate: [2.0e-3, 1.0e-3]}
              - name: pruning
                epochs: 3
                learningRate: [2.0e-3, 5.0e-4]
                attack: {epsilon: [0.02, 0.05], steps: 3, relativeStepSize: 0.5}
                gates: TRAINED
                klFactor: [0, 0.3]
              - name: strong attack
                epochs: 1
                learningRate: [5.0e-4, 0]
                attack: {epsilon: 0.05, steps: 5, stepSize: 0.02}
                gates: FROZEN
            averaging: 0
            attackEngine: ONNX
            heldOut: 1200
            validation: 100
            seed: 1
            threads: 1
            """;

    /** Writes both below a folder. */
    static ShapeTraining write(Path folder) throws IOException {
        Path data = folder.resolve("data");
        ShapeImages.write(data, 3_700, 600);
        Path network = folder.resolve("network.yaml");
        Files.writeString(network, NETWORK);
        Path preset = folder.resolve("preset.yaml");
        Files.writeString(preset, PRESET.formatted(network));
        return new ShapeTraining(data, preset);
    }
}
