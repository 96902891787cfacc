package io.latentwatch.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Alertmanager as a process on loopback, with the configuration that is shipped. */
final class RealAlertmanager implements AutoCloseable {
    private static final Path SHIPPED = Path.of("../../docker/alertmanager/alertmanager.yml");

    private final Process process;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    private RealAlertmanager(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** The program on the path, by Debian's name or its own; empty where it is not installed. */
    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder ->
                        Stream.of(Path.of(folder, "prometheus-alertmanager"), Path.of(folder, "alertmanager")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static RealAlertmanager start(Path folder) throws IOException, InterruptedException {
        String address = "127.0.0.1:" + RealPrometheus.freePort();
        Process process = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--config.file=" + SHIPPED.toAbsolutePath(),
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        RealAlertmanager alertmanager = new RealAlertmanager(process, address);
        alertmanager.awaitReady();
        return alertmanager;
    }

    String address() {
        return address;
    }

    private void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (get("/-/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // it does not listen yet
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        close();
        throw new IllegalStateException("Alertmanager is not ready after 30 s; its log lies in the test's folder");
    }

    /** Names of the alerts that it has, those kept back by others among them. */
    Set<String> alerts() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : new ObjectMapper().readTree(get("/api/v2/alerts").body())) {
            names.add(alert.at("/labels/alertname").asText());
        }
        return names;
    }

    /** Those that are kept back by others. */
    Set<String> inhibited() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : new ObjectMapper().readTree(get("/api/v2/alerts").body())) {
            if (!alert.at("/status/inhibitedBy").isEmpty()) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
