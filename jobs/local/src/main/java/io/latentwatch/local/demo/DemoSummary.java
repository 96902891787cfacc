package io.latentwatch.local.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo's outcome in figures, as written to {@code summary.json}.
 *
 * @param main of the main network; its figures are the file's own keys
 * @param beside of the networks beside it, by name
 */
@JsonPropertyOrder({"main", "beside"})
record DemoSummary(@JsonUnwrapped NetworkFigures main, List<Beside> beside) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    DemoSummary {
        beside = List.copyOf(beside);
    }

    /** A network beside the main one. */
    @JsonPropertyOrder({"network", "figures"})
    record Beside(String network, @JsonUnwrapped NetworkFigures figures) {}

    static DemoSummary of(DemoResult result) {
        return new DemoSummary(
                NetworkFigures.of(result.main()),
                result.beside().stream()
                        .map(network -> new Beside(network.name(), NetworkFigures.of(network)))
                        .toList());
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
