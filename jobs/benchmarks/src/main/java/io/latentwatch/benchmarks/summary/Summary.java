package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All figures of a run, as written to {@code summary.json}; speeds are images a second.
 *
 * @param commit of the sources, null where git does not know it
 * @param workloads by name
 */
@JsonPropertyOrder({"machine", "commit", "workloads"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(Machine machine, String commit, Map<String, Workload> workloads) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Summary {
        workloads = new TreeMap<>(workloads);
    }

    /** A summary of workloads whose names differ. */
    public static Summary of(Machine machine, Optional<String> commit, List<Workload> workloads) {
        return new Summary(
                machine, commit.orElse(null), workloads.stream().collect(Collectors.toMap(Workload::name, w -> w)));
    }

    /** The text of {@code summary.json}. */
    public String json() throws IOException {
        return JSON.writeValueAsString(this) + "\n";
    }

    /** Writes {@code summary.json}; makes its folder. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, json());
    }
}
