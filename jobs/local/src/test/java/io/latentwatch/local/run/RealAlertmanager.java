package io.latentwatch.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Alertmanager as a process on loopback, with the configuration that is shipped. */
final class RealAlertmanager implements AutoCloseable {
    private static final Path SHIPPED = Path.of("../../docker/alertmanager/alertmanager.yml");

    private final LoopbackProgram process;

    private RealAlertmanager(LoopbackProgram process) {
        this.process = process;
    }

    /** The program on the path, by Debian's name or its own; empty where it is not installed. */
    static Optional<Path> program() {
        return LoopbackProgram.find("prometheus-alertmanager", "alertmanager");
    }

    static RealAlertmanager start(Path folder) throws IOException, InterruptedException {
        return new RealAlertmanager(LoopbackProgram.start(
                program().orElseThrow(),
                folder.resolve("alertmanager.log"),
                "--config.file=" + SHIPPED.toAbsolutePath(),
                "--storage.path=" + folder.resolve("alertmanager"),
                "--cluster.listen-address="));
    }

    String address() {
        return process.address();
    }

    /** Names of the alerts that it has, those kept back by others among them. */
    Set<String> alerts() throws IOException, InterruptedException {
        return names(alert -> true);
    }

    /** Those that are kept back by others. */
    Set<String> inhibited() throws IOException, InterruptedException {
        return names(alert -> !alert.at("/status/inhibitedBy").isEmpty());
    }

    private Set<String> names(Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert :
                new ObjectMapper().readTree(process.get("/api/v2/alerts").body())) {
            if (wanted.test(alert)) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    @Override
    public void close() {
        process.close();
    }
}
