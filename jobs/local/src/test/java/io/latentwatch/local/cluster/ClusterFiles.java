package io.latentwatch.local.cluster;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a cluster: {@code lib}, {@code conf}, {@code log} and a temporary folder. Maven Central has no Flink distribution, so lib
 * is linked together from the jars that the monitoring job's build lists in its {@code target/cluster-classpath}, and all memory is set by
 * hand, because the scripts that work it out are part of the distribution.
 */
record ClusterFiles(Path home, int restPort) {
    private static final Path MONITORING = Path.of("..", "monitoring", "target");

    static ClusterFiles lay(Path home) throws IOException {
        List<Integer> ports = freePorts();
        ClusterFiles files = new ClusterFiles(home, ports.get(0));
        for (String folder : List.of("lib", "conf", "log", "tmp")) {
            Files.createDirectories(home.resolve(folder));
        }
        for (Path jar : jars()) {
            Files.createSymbolicLink(home.resolve("lib").resolve(jar.getFileName()), jar);
        }
        Files.writeString(home.resolve("conf").resolve("config.yaml"), settings(home, ports.get(0), ports.get(1)));
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

    private static String settings(Path home, int restPort, int rpcPort) {
        return """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                web.submit.enable: false
                web.cancel.enable: false
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2.0
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.task.heap.size: 192m
                taskmanager.memory.task.off-heap.size: 64m
                taskmanager.memory.managed.size: 16m
                taskmanager.memory.network.min: 32m
                taskmanager.memory.network.max: 32m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 192m
                taskmanager.memory.jvm-overhead.max: 192m
                io.tmp.dirs: %s
                classloader.parent-first-patterns.additional: ai.onnxruntime
                """.formatted(rpcPort, restPort, home.resolve("tmp"));
    }

    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback)) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        }
    }
}
