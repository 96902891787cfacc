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

/** Reads a YAML file of options into dotted keys: {@code kafka: {group-id: a}} and {@code kafka.group-id: a} are the same. */
public final class YamlFile {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private YamlFile() {}

    /**
     * The file's keys and values.
     *
     * @throws ConfigurationException if there is no such file, if it is no YAML, or if a value is missing, a list, or given twice
     */
    public static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException(
                    List.of("there is no file " + file + ", expected the job's options in YAML"));
        }
        try {
            return flatten(file, YAML.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(List.of(file + ": expected YAML, found at line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ConfigurationException(List.of(file + " cannot be read: " + e.getMessage()));
        }
    }

    private static Map<String, String> flatten(Path file, JsonNode root) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        if (!root.isMissingNode() && !root.isNull()) {
            flatten(file, "", root, values, problems);
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return values;
    }

    private static void flatten(
            Path file, String key, JsonNode node, Map<String, String> values, List<String> problems) {
        if (node.isObject()) {
            node.properties()
                    .forEach(child -> flatten(
                            file,
                            key.isEmpty() ? child.getKey() : key + "." + child.getKey(),
                            child.getValue(),
                            values,
                            problems));
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
