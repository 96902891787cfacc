package io.latentwatch.anpvs.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentwatch.anpvs.configuration.Presets;
import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a bundle's network is trained on: as its own last phase was, its loss and attack among it, for some epochs more and without masks, since what they closed is gone. The rate falls to zero.
 *
 * @param epochs of it
 * @param learningRate that it begins with
 * @param preset what to train by instead: a name or a file; its network is not looked at
 * @param overrides values set over either, by path
 */
public record WarmStart(int epochs, double learningRate, Optional<String> preset, Map<String, String> overrides) {
    public WarmStart {
        overrides = Map.copyOf(overrides);
    }

    /**
     * The configuration for a bundle.
     *
     * @param model the bundle's network, in a file
     * @param derived where a configuration that comes from the bundle is written
     * @throws IllegalArgumentException if the bundle does not say how it was trained and no preset is given
     */
    TrainingConfiguration configuration(Bundle bundle, Path model, Path derived) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("network", new ObjectMapper().writeValueAsString(model.toString()));
        values.put("heldOut", "0");
        values.put("validation", "0");
        values.putAll(overrides);
        if (preset.isPresent()) {
            return Presets.read(preset.get(), values);
        }
        Files.writeString(derived, continued(bundle).toPrettyString());
        return Presets.read(derived.toString(), values);
    }

    private ObjectNode continued(Bundle bundle) {
        JsonNode training = new ObjectMapper()
                .<JsonNode>valueToTree(bundle.manifest().provenance())
                .at("/training/configuration");
        if (!(training instanceof ObjectNode known) || known.path("phases").isEmpty()) {
            throw new IllegalArgumentException(
                    bundle.where()
                            + ": expected the configuration of its training in its provenance, found none; say how to train with --preset");
        }
        ObjectNode configuration = known.deepCopy();
        JsonNode last = known.get("phases").get(known.get("phases").size() - 1);
        ObjectNode phase = last.deepCopy();
        phase.put("name", "retraining").put("epochs", epochs);
        phase.putArray("learningRate").add(learningRate).add(0);
        phase.remove(List.of("gates", "klFactor"));
        if (!phase.at("/weights/mode").asText().equals("PRUNE")) {
            phase.remove("weights");
        }
        if (phase.at("/attack/epsilon") instanceof ArrayNode radii && radii.size() > 1) {
            JsonNode largest = radii.get(radii.size() - 1);
            ((ObjectNode) phase.get("attack")).putArray("epsilon").add(largest);
        }
        configuration.remove(List.of("masks", "gaussianWeights"));
        configuration.putArray("phases").add(phase);
        configuration.put("preset", "retraining of " + known.path("preset").asText());
        return configuration;
    }
}
