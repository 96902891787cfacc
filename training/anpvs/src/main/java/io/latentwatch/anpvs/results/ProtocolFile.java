package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.latentwatch.anpvs.yaml.YamlProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Protocols as YAML files. */
public final class ProtocolFile {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ProtocolFile() {}

    /**
     * Reads one.
     *
     * @param option that names the file, for the error's text
     * @throws IllegalArgumentException if it holds unknown keys or impossible values
     * @throws IOException if it cannot be read
     */
    public static <T> T read(Path file, Class<T> protocol, String option) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": expected a protocol, found no file; give one with " + option);
        }
        try {
            return YAML.readValue(file.toFile(), protocol);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": " + YamlProblem.of(e), e);
        }
    }
}
