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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JobManager and a TaskManager, each in a process of its own, and Flink's command line beside them. */
final class FlinkProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What Flink asks of JDK 17 and later. */
    private static final List<String> OPENED = List.of("util", "lang", "net", "time", "util.concurrent");

    private final ClusterFiles files;
    private final List<Process> processes = new ArrayList<>();

    private FlinkProcesses(ClusterFiles files) {
        this.files = files;
    }

    /** Starts both; returns when the TaskManager's slots can be had. */
    static FlinkProcesses start(Path home) throws IOException, InterruptedException {
        FlinkProcesses cluster = new FlinkProcesses(ClusterFiles.lay(home));
        try {
            cluster.spawn(
                    "jobmanager", "-Xmx256m", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
            cluster.spawn("taskmanager", "-Xmx320m", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
            cluster.awaitSlots();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** {@code flink run} with a jar and its arguments; waits for the job's end. */
    Finished run(Path jar, List<String> arguments) throws IOException, InterruptedException {
        return run(files.home().resolve("lib") + "/*", jar, arguments);
    }

    /** The same with a class path of its own for the client. */
    Finished run(String classPath, Path jar, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = java("client", "-Xmx256m", classPath);
        command.add("org.apache.flink.client.cli.CliFrontend");
        command.addAll(List.of("run", jar.toString()));
        command.addAll(arguments);
        Path output = files.home().resolve("log").resolve("client.out");
        Process client = process(command, output).start();
        if (!client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            client.destroyForcibly();
            throw new IOException(
                    "flink run did not end within " + PATIENCE + "; its output:\n" + Files.readString(output));
        }
        return new Finished(client.exitValue(), Files.readString(output));
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

    private void spawn(String name, String heap, String mainClass) throws IOException {
        List<String> command = java(name, heap, files.home().resolve("lib") + "/*");
        command.addAll(List.of(mainClass, "--configDir", conf()));
        processes.add(process(command, log(name)).start());
    }

    private List<String> java(String name, String heap, String classPath) throws IOException {
        Path temporary = Files.createDirectories(files.home().resolve("tmp").resolve(name));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary));
        OPENED.forEach(part -> command.add("--add-opens=java.base/java." + part + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    private ProcessBuilder process(List<String> command, Path output) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("FLINK_CONF_DIR", conf());
        return builder;
    }

    private void awaitSlots() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest overview = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + files.restPort() + "/overview"))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Process process : processes) {
                if (!process.isAlive()) {
                    throw new IOException(
                            "a process of the cluster ended with " + process.exitValue() + ":\n" + logs());
                }
            }
            try {
                if (http.send(overview, BodyHandlers.ofString()).body().contains("\"slots-available\":2")) {
                    return;
                }
            } catch (IOException e) {
                // nobody listens yet
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("no TaskManager registered within " + PATIENCE + ":\n" + logs());
    }

    /** What both processes wrote. */
    String logs() throws IOException {
        return Files.readString(log("jobmanager")) + Files.readString(log("taskmanager"));
    }

    private Path log(String name) {
        return files.home().resolve("log").resolve(name + ".log");
    }

    private String conf() {
        return files.home().resolve("conf").toString();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .exceptionally(e -> process.destroyForcibly())
                    .join();
        }
    }

    /** How a client ended and what it wrote. */
    record Finished(int exitCode, String output) {}
}
