package io.latentwatch.monitoring.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML file of options as dotted keys: {@code kafka: {group-id: a}} and {@code kafka.group-id: a} are the same.
 *
 * @param problems what is no key with one value
 */
record YamlFile(Map<String, String> values, List<String> problems) {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * Reads the file.
     *
     * @throws ConfigurationException if there is no such file, or if it is no YAML
     */
    static YamlFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException(
                    List.of("there is no file " + file + ", expected the job's options in YAML"));
        }
        try {
            YamlFile options = new YamlFile(new LinkedHashMap<>(), new ArrayList<>());
            JsonNode root = YAML.readTree(file.toFile());
            if (!root.isMissingNode() && !root.isNull()) {
                options.flatten(file, "", root);
            }
            return options;
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(List.of(file + ": expected YAML, found at " + where(e) + ": " + what(e)));
        } catch (IOException e) {
            throw new ConfigurationException(List.of(file + " cannot be read: " + e.getMessage()));
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "an unknown line"
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** The parser below quotes the line, which may hold a password; Jackson's own messages name a key at most. */
    private static String what(JsonProcessingException e) {
        return e.getCause() == null
                ? e.getOriginalMessage()
                : "what YAML does not allow there; put values that hold ': ' or ' #', or begin with one of *&!|>%@`, between quotes";
    }

    private void flatten(Path file, String key, JsonNode node) {
        if (node.isObject()) {
            String prefix = key.isEmpty() ? "" : key + ".";
            node.properties().forEach(child -> flatten(file, prefix + child.getKey(), child.getValue()));
        } else if (node.isValueNode() && !node.isNull() && !key.isEmpty()) {
            if (values.put(key, node.asText()) != null) {
                problems.add(file + ": " + key + " is given twice, expected once");
            }
        } else {
            problems.add(file + ": " + (key.isEmpty() ? "the file" : key) + " is "
                    + (node.isNull() ? "empty" : "a " + node.getNodeType()) + ", expected "
                    + (key.isEmpty() ? "keys and values" : "one value"));
        }
    }
}
