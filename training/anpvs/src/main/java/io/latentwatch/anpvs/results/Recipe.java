package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a protocol says that a row's networks are trained.
 *
 * @param row its name
 * @param preset name of a preset, or a file with one, relative to the protocol's folder
 * @param set values of the preset set anew, by their path
 * @param heldOut training images that the protocol wants set aside for references and calibration
 * @param validation training images that it wants set aside for choices
 */
public record Recipe(String row, String preset, Map<String, String> set, int heldOut, int validation) {
    public Recipe {
        set = new LinkedHashMap<>(set);
    }

    /**
     * The configuration of one seed.
     *
     * @param folder of the protocol
     * @throws IllegalArgumentException if the preset is impossible, or sets other images aside than the protocol says
     */
    TrainingConfiguration configuration(long seed, Path folder) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(set);
        values.put("seed", String.valueOf(seed));
        Path file = folder.resolve(preset);
        TrainingConfiguration configuration = Presets.read(Files.exists(file) ? file.toString() : preset, values);
        if (configuration.heldOut() != heldOut || configuration.validation() != validation) {
            throw new IllegalArgumentException(
                    "row %s: the protocol sets %d and %d images aside, the preset %s %d and %d; make them agree"
                            .formatted(
                                    row,
                                    heldOut,
                                    validation,
                                    preset,
                                    configuration.heldOut(),
                                    configuration.validation()));
        }
        return configuration;
    }
}
