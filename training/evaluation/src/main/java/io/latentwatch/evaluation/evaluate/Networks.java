package io.latentwatch.evaluation.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The ONNX files of an evaluation.
 *
 * @param model the network in question
 * @param source one that transferred images are made against
 * @param unpruned the network's unpruned twin, to compare costs
 */
public record Networks(byte[] model, Optional<byte[]> source, Optional<byte[]> unpruned) {
    public Networks {
        requireNonNull(model, "model is null");
        requireNonNull(source, "source is null");
        requireNonNull(unpruned, "unpruned is null");
    }
}
