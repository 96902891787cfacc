package io.latentwatch.reference;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.reference.graph.InputForm;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a command line says of a classifier's input where its file does not. */
final class ModelOptions {
    @Option(
            names = "--input-size",
            paramLabel = "HxW",
            description = "Height and width of the images, for a model that leaves them open (default: the model's).")
    private String inputSize;

    @Option(
            names = "--layout",
            description =
                    "Order of the input's axes: ${COMPLETION-CANDIDATES} (default: the axis of 1 or 3 holds the channels).")
    private Manifest.Layout layout;

    InputForm form() {
        return new InputForm(
                Optional.ofNullable(layout), Optional.ofNullable(inputSize).map(InputForm.Size::parse));
    }
}
