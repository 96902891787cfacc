package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All figures of a run, as written to {@code summary.json}; speeds are images a second.
 *
 * @param commit of the sources, null where git does not know it
 * @param workloads by name, in the order in which they were measured
 */
@JsonPropertyOrder({"machine", "commit", "workloads"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(Machine machine, String commit, Map<String, WorkloadFigures> workloads) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public Summary {
        workloads = Collections.unmodifiableMap(new LinkedHashMap<>(workloads));
    }

    /** A summary of workloads whose names differ. */
    public static Summary of(Machine machine, Optional<String> commit, List<WorkloadFigures> workloads) {
        Map<String, WorkloadFigures> byName = new LinkedHashMap<>();
        workloads.forEach(workload -> byName.put(workload.name(), workload));
        return new Summary(machine, commit.orElse(null), byName);
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
