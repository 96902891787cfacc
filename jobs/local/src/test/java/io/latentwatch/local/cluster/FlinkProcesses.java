package io.latentwatch.local.cluster;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** JobManagers and TaskManagers, each in a process of its own, and Flink's command line beside them. */
final class FlinkProcesses implements AutoCloseable {
    static final String JOB_MANAGER = "jobmanager";
    static final String TASK_MANAGER = "taskmanager";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What Flink asks of JDK 17 and later. */
    private static final List<String> OPENED = List.of("util", "lang", "net", "time", "util.concurrent");

    private final ClusterFiles files;
    private final Map<String, JvmProcess> processes = new LinkedHashMap<>();

    private FlinkProcesses(ClusterFiles files) {
        this.files = files;
    }

    /** Starts one of each; returns when the TaskManager's slots can be had. */
    static FlinkProcesses start(Path home) throws IOException, InterruptedException {
        FlinkProcesses cluster = new FlinkProcesses(ClusterFiles.lay(home));
        try {
            cluster.startJobManager(JOB_MANAGER);
            cluster.startTaskManager(TASK_MANAGER);
            cluster.awaitSlots();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** A cluster of which nothing runs yet, with settings that count more than the usual ones and files that join the lib folder. */
    static FlinkProcesses laid(Path home, Map<String, String> settings, List<Path> jars) throws IOException {
        return new FlinkProcesses(ClusterFiles.lay(home, settings, jars));
    }

    /** Starts a JobManager of that name; the first one has the configured REST port. */
    void startJobManager(String name) throws IOException {
        spawn(
                name,
                "-Xmx256m",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                name.equals(JOB_MANAGER) ? List.of() : List.of("-Drest.port=0", "-Drest.bind-port=0"));
    }

    /** Starts a TaskManager of that name. */
    void startTaskManager(String name) throws IOException {
        spawn(name, "-Xmx320m", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", List.of());
    }

    /** The process of that name, as it was started last. */
    JvmProcess process(String name) {
        return processes.get(name);
    }

    /** {@code flink run} with a jar and its arguments; waits for the job's end. */
    Finished run(Path jar, List<String> arguments) throws IOException, InterruptedException {
        return run(libFolder(), jar, arguments);
    }

    /** The same with a class path of its own for the client. */
    Finished run(String classPath, Path jar, List<String> arguments) throws IOException, InterruptedException {
        List<String> action = new ArrayList<>(List.of("run", jar.toString()));
        action.addAll(arguments);
        return flink(classPath, action);
    }

    /** Flink's command line. */
    Finished flink(List<String> action) throws IOException, InterruptedException {
        return flink(libFolder(), action);
    }

    private Finished flink(String classPath, List<String> action) throws IOException, InterruptedException {
        List<String> command = java("client", "-Xmx256m", classPath);
        command.add("org.apache.flink.client.cli.CliFrontend");
        command.addAll(action);
        Path output = files.home().resolve("log").resolve("client.out");
        Files.deleteIfExists(output);
        JvmProcess client = JvmProcess.start(command, environment(), output);
        int exit = client.awaitEnd(PATIENCE.toSeconds());
        return new Finished(exit, client.output());
    }

    /** The lib folder as a class path. */
    String libFolder() {
        return files.home().resolve("lib") + "/*";
    }

    /** The jars of the lib folder whose names do not start so, as a class path. */
    String libWithout(String prefix) throws IOException {
        try (var jars = Files.list(files.home().resolve("lib"))) {
            return String.join(
                    File.pathSeparator,
                    jars.filter(jar -> !jar.getFileName().toString().startsWith(prefix))
                            .map(Path::toString)
                            .toList());
        }
    }

    private void spawn(String name, String heap, String mainClass, List<String> settings) throws IOException {
        List<String> command = java(name, heap, libFolder());
        command.addAll(List.of(mainClass, "--configDir", conf()));
        command.addAll(settings);
        processes.put(name, JvmProcess.start(command, environment(), log(name)));
    }

    private List<String> java(String name, String heap, String classPath) throws IOException {
        Path temporary = Files.createDirectories(files.home().resolve("tmp").resolve(name));
        List<String> command =
                new ArrayList<>(List.of(heap, "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temporary));
        OPENED.forEach(part -> command.add("--add-opens=java.base/java." + part + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of("FLINK_CONF_DIR", conf());
    }

    /** Waits for two free slots. */
    void awaitSlots() throws IOException, InterruptedException {
        await("/overview", "\"slots-available\":2", "no TaskManager registered");
    }

    /** Waits until a leading JobManager runs a job. */
    void awaitRunningJob() throws IOException, InterruptedException {
        await("/jobs/overview", "\"state\":\"RUNNING\"", "no job ran");
    }

    /** Waits until the first JobManager's REST server says this. */
    private void await(String path, String said, String otherwise) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + files.restPort() + path))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Map.Entry<String, JvmProcess> process : processes.entrySet()) {
                if (!process.getValue().isAlive()) {
                    throw new IOException(process.getKey() + " has ended:\n" + logs());
                }
            }
            try {
                if (http.send(request, BodyHandlers.ofString()).body().contains(said)) {
                    return;
                }
            } catch (IOException e) {
                // nobody listens yet
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException(otherwise + " within " + PATIENCE + ":\n" + logs());
    }

    /** What all processes wrote. */
    String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (JvmProcess process : processes.values()) {
            logs.append(process.output());
        }
        return logs.toString();
    }

    private Path log(String name) {
        return files.home().resolve("log").resolve(name + ".log");
    }

    private String conf() {
        return files.home().resolve("conf").toString();
    }

    @Override
    public void close() {
        processes.values().forEach(JvmProcess::close);
    }

    /** How a client ended and what it wrote. */
    record Finished(int exitCode, String output) {}
}
