package io.latentwatch.anpvs.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.latentwatch.anpvs.yaml.YamlProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Presets are YAML files beside this class, each value with its source in a comment; a file of one's own has the same form.
 * Single values can be set over them by their path, such as {@code phases.0.epochs=3}; the index behind a list's last appends.
 */
public final class Presets {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Presets() {}

    /** The names of those that come with the trainer. */
    public static List<String> names() {
        return new String(resource("index.txt"), StandardCharsets.UTF_8).lines().toList();
    }

    /** The text of a preset, comments included. */
    public static String text(String name) {
        requireKnown(name);
        return new String(resource(name + ".yaml"), StandardCharsets.UTF_8);
    }

    /**
     * Reads a preset and sets values over it.
     *
     * @param preset a name, or a YAML or JSON file
     * @param overrides new values by path, as text in YAML
     * @throws IllegalArgumentException if there is no such preset, a path leads nowhere, or a value is impossible
     * @throws IOException if a file cannot be read
     */
    public static TrainingConfiguration read(String preset, Map<String, String> overrides) throws IOException {
        boolean file = preset.endsWith(".yaml") || preset.endsWith(".yml") || preset.endsWith(".json");
        if (!file) {
            requireKnown(preset);
        } else if (!Files.isRegularFile(Path.of(preset))) {
            throw new IOException(
                    preset + ": expected a file with a configuration, found none; give a preset's name, one of "
                            + names() + ", or a file that is there");
        }
        try {
            JsonNode tree = YAML.readTree(file ? Files.readAllBytes(Path.of(preset)) : resource(preset + ".yaml"));
            if (!(tree instanceof ObjectNode root)) {
                throw new IllegalArgumentException(preset + ": expected keys and values, found something else");
            }
            if (!root.has("preset")) {
                root.put("preset", file ? Path.of(preset).getFileName().toString() : preset);
            }
            for (Map.Entry<String, String> override : overrides.entrySet()) {
                set(root, override.getKey(), value(override.getKey(), override.getValue()));
            }
            return YAML.treeToValue(root, TrainingConfiguration.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(preset + ": " + YamlProblem.of(e), e);
        }
    }

    private static JsonNode value(String path, String text) {
        try {
            JsonNode value = YAML.readTree(text);
            if (value.isMissingNode()) {
                throw new IllegalArgumentException(path + ": expected a value, found nothing");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s: expected a value in YAML, found '%s' (%s)".formatted(path, text, e.getOriginalMessage()), e);
        }
    }

    private static void requireKnown(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "expected a preset of %s or a .yaml or .json file, found '%s'".formatted(names(), name));
        }
    }

    private static void set(JsonNode root, String path, JsonNode value) {
        JsonNode at = root;
        String[] steps = path.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            JsonNode next = at instanceof ArrayNode && isIndex(steps[i])
                    ? at.get(Integer.parseInt(steps[i]))
                    : at.get(steps[i]);
            if (next == null && at instanceof ObjectNode object) {
                next = object.putObject(steps[i]);
            }
            if (next == null) {
                throw new IllegalArgumentException(
                        "%s: expected a path of the configuration, found nothing at '%s'".formatted(path, steps[i]));
            }
            at = next;
        }
        String last = steps[steps.length - 1];
        if (at instanceof ArrayNode array && isIndex(last) && Integer.parseInt(last) < array.size()) {
            array.set(Integer.parseInt(last), value);
        } else if (at instanceof ArrayNode array && last.equals(String.valueOf(array.size()))) {
            array.add(value);
        } else if (at instanceof ObjectNode object) {
            object.set(last, value);
        } else {
            throw new IllegalArgumentException(
                    "%s: expected a path of the configuration, found nothing at '%s'".formatted(path, last));
        }
    }

    private static boolean isIndex(String step) {
        return step.matches("\\d{1,4}");
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Presets.class.getResourceAsStream("presets/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("presets/" + name + " is missing from the trainer's jar");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the trainer's jar cannot be read", e);
        }
    }
}
