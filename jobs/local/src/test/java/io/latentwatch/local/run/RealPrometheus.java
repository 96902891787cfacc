package io.latentwatch.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prometheus as a process on loopback, with the configuration that is shipped and one target of a test's own. */
final class RealPrometheus implements AutoCloseable {
    private static final Path SHIPPED = Path.of("../../docker/prometheus");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoopbackProgram process;

    private RealPrometheus(LoopbackProgram process) {
        this.process = process;
    }

    /** The program on the path; empty where it is not installed. */
    static Optional<Path> program() {
        return LoopbackProgram.find("prometheus");
    }

    /** Scrapes a target every second instead of every fifteen, with the rules that are shipped. */
    static RealPrometheus scraping(int port, Path folder) throws IOException, InterruptedException {
        Files.copy(SHIPPED.resolve("rules.yml"), folder.resolve("rules.yml"));
        return withRules(List.of(port), folder);
    }

    /** The same with several targets, the rules sixty times as fast, and alerts sent to an Alertmanager. */
    static RealPrometheus hurried(List<Integer> ports, Path folder, String alertmanager)
            throws IOException, InterruptedException {
        Process faster = new ProcessBuilder(SHIPPED.resolve("faster").toString())
                .redirectOutput(folder.resolve("rules.yml").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (faster.waitFor() != 0) {
            throw new IllegalStateException("docker/prometheus/faster ended with exit code " + faster.exitValue());
        }
        Files.writeString(folder.resolve("alertmanagers.json"), "[{\"targets\": [\"%s\"]}]".formatted(alertmanager));
        return withRules(ports, folder);
    }

    private static RealPrometheus withRules(List<Integer> ports, Path folder) throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(SHIPPED.resolve("prometheus.yml")).replace("interval: 15s", "interval: 1s"));
        Files.writeString(
                folder.resolve("targets.json"),
                ports.stream()
                        .map("\"127.0.0.1:%d\""::formatted)
                        .collect(Collectors.joining(", ", "[{\"targets\": [", "]}]")));
        return new RealPrometheus(LoopbackProgram.start(
                program().orElseThrow(),
                folder.resolve("prometheus.log"),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data")));
    }

    /** {@code data.result} of an instant query. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return result("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .get("result");
    }

    /** The value of an expression that gives one; NaN where it gives none. */
    double value(String expression) throws IOException, InterruptedException {
        JsonNode result = query(expression);
        return result.isEmpty() ? Double.NaN : result.get(0).get("value").get(1).asDouble();
    }

    /** {@code data} of an answer. */
    JsonNode result(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = process.get(path);
        JsonNode answer = JSON.readTree(response.body());
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(path + ": " + response.body());
        }
        return answer.get("data");
    }

    @Override
    public void close() {
        process.close();
    }
}
