package io.latentwatch.local.cluster;

import io.latentwatch.local.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a cluster: {@code lib}, {@code conf}, {@code log} and a temporary folder. Maven Central has no Flink distribution, so lib
 * is linked together from the jars that the monitoring job's build lists in its {@code target/cluster-classpath}, and all memory is set by
 * hand, because the scripts that work it out are part of the distribution.
 */
record ClusterFiles(Path home, int restPort) {
    private static final Path MONITORING = Path.of("..", "monitoring", "target");

    static ClusterFiles lay(Path home) throws IOException {
        return lay(home, Map.of(), List.of());
    }

    /**
     * Lays the folder.
     *
     * @param more settings that count more than the usual ones
     * @param jars that join the lib folder
     */
    static ClusterFiles lay(Path home, Map<String, String> more, List<Path> jars) throws IOException {
        List<Integer> ports = LoopbackPorts.free(2);
        ClusterFiles files = new ClusterFiles(home, ports.get(0));
        for (String folder : List.of("lib", "conf", "log", "tmp")) {
            Files.createDirectories(home.resolve(folder));
        }
        for (Path jar : Stream.concat(jars().stream(), jars.stream()).toList()) {
            Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar);
        }
        Map<String, String> settings = settings(home, ports.get(0), ports.get(1));
        settings.putAll(more);
        Files.write(
                home.resolve("conf").resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": " + setting.getValue())
                        .toList());
        return files;
    }

    /** The shaded jar of the monitoring job. */
    static Path jobJar() throws IOException {
        try (Stream<Path> built = Files.list(MONITORING)) {
            return built.filter(file -> file.toString().endsWith("-job.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException(MONITORING.toAbsolutePath().normalize()
                                    + " holds no *-job.jar; build it with: mvn package -pl jobs/monitoring -am"))
                    .toAbsolutePath()
                    .normalize();
        }
    }

    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String jar :
                Files.readString(MONITORING.resolve("cluster-classpath")).split(File.pathSeparator, -1)) {
            jars.add(Path.of(jar.strip()));
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().startsWith("log4j-")) {
                jars.add(jar);
            }
        }
        return jars;
    }

    private static Map<String, String> settings(Path home, int restPort, int rpcPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("jobmanager.rpc.address", "127.0.0.1");
        settings.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        settings.put("jobmanager.bind-host", "127.0.0.1");
        settings.put("rest.address", "127.0.0.1");
        settings.put("rest.bind-address", "127.0.0.1");
        settings.put("rest.port", Integer.toString(restPort));
        settings.put("web.submit.enable", "false");
        settings.put("web.cancel.enable", "false");
        settings.put("taskmanager.host", "127.0.0.1");
        settings.put("taskmanager.bind-host", "127.0.0.1");
        settings.put("taskmanager.numberOfTaskSlots", "2");
        settings.put("taskmanager.cpu.cores", "2.0");
        settings.put("taskmanager.memory.framework.heap.size", "128m");
        settings.put("taskmanager.memory.framework.off-heap.size", "128m");
        settings.put("taskmanager.memory.task.heap.size", "192m");
        settings.put("taskmanager.memory.task.off-heap.size", "64m");
        settings.put("taskmanager.memory.managed.size", "16m");
        settings.put("taskmanager.memory.network.min", "32m");
        settings.put("taskmanager.memory.network.max", "32m");
        settings.put("taskmanager.memory.jvm-metaspace.size", "256m");
        settings.put("taskmanager.memory.jvm-overhead.min", "192m");
        settings.put("taskmanager.memory.jvm-overhead.max", "192m");
        settings.put("io.tmp.dirs", home.resolve("tmp").toString());
        settings.put("classloader.parent-first-patterns.additional", "ai.onnxruntime");
        return settings;
    }
}
