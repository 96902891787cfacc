package io.latentwatch.local.cluster;

import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.local.cluster.FlinkProcesses.Finished;
import io.latentwatch.local.run.DemoData;
import io.latentwatch.monitoring.configuration.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;

/**
 * Everything that the job runs on, each part in a process of its own: a broker behind a {@link FaultyLine}, ZooKeeper, a JobManager and one that
 * stands by, a TaskManager with two slots, and checkpoints on a {@link FillableFileSystem}.
 */
final class Stand implements AutoCloseable {
    private static final String STANDBY = "standby";
    private static final Pattern COMPLAINT = Pattern.compile("WARN|ERROR|Exception|Caused by");
    private static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");

    private final Path home;
    private final BrokerProcess broker;
    private final JvmProcess zooKeeper;
    private final FlinkProcesses flink;
    private String leader = FlinkProcesses.JOB_MANAGER;
    private String follower = STANDBY;

    private Stand(Path home, BrokerProcess broker, JvmProcess zooKeeper, FlinkProcesses flink) {
        this.home = home;
        this.broker = broker;
        this.zooKeeper = zooKeeper;
        this.flink = flink;
    }

    static Stand start(Path home) throws IOException, InterruptedException {
        int zooKeeperPort = LoopbackPorts.free(1).get(0);
        Map<String, String> settings = new HashMap<>();
        settings.put("high-availability.type", "zookeeper");
        settings.put("high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeperPort);
        settings.put("high-availability.storageDir", home.resolve("ha").toUri().toString());
        settings.put("high-availability.zookeeper.client.session-timeout", "6 s");
        settings.put("high-availability.zookeeper.client.connection-timeout", "3 s");
        settings.put("heartbeat.interval", "1 s");
        settings.put("heartbeat.timeout", "10 s");
        Files.createDirectories(home);
        Path jar = FillableFileSystem.jar(home.resolve("fillable-file-system.jar"));
        FlinkProcesses flink = FlinkProcesses.laid(home.resolve("flink"), settings, List.of(jar));
        JvmProcess zooKeeper = zooKeeper(home, flink, zooKeeperPort);
        BrokerProcess broker = BrokerProcess.start(home.resolve("broker"));
        Stand stand = new Stand(home, broker, zooKeeper, flink);
        try {
            flink.startJobManager(FlinkProcesses.JOB_MANAGER);
            flink.startTaskManager(FlinkProcesses.TASK_MANAGER);
            flink.awaitSlots();
            flink.startJobManager(STANDBY);
            return stand;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stand.close();
            throw e;
        }
    }

    private static JvmProcess zooKeeper(Path home, FlinkProcesses flink, int port) throws IOException {
        Path settings = Files.writeString(
                home.resolve("zoo.cfg"), """
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                tickTime=500
                admin.enableServer=false
                """.formatted(Files.createDirectories(home.resolve("zookeeper")), port));
        return JvmProcess.start(
                List.of(
                        "-Xmx64m",
                        "-cp",
                        flink.libFolder(),
                        "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                        "--zkConfigFile",
                        settings.toString(),
                        "--peerId",
                        "1"),
                Map.of(),
                home.resolve("zookeeper.log"));
    }

    /**
     * Starts the job on topics of its own.
     *
     * @param prefix of the topics
     * @return its id
     */
    String submit(String prefix, Delivery delivery) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.trustedServers()))) {
            Topics.create(admin, prefix, Topics.PARTITIONS);
        }
        StringBuilder options = new StringBuilder();
        for (String topic : List.of(
                "images", "verdicts", "dead-letters", "alarms", "distortion", "retraining", "commands", "models")) {
            options.append("topics.%s: %s.%s%n".formatted(topic, prefix, topic));
        }
        options.append("""
                kafka.bootstrap-servers: %s
                kafka.group-id: %s
                bundle.path: %s
                models.allowed-uris: %s
                models.allow-unsigned: true
                twin.floor: 1
                parallelism: 2
                delivery: %s
                checkpoint.interval: 1 s
                checkpoint.directory: %s
                """.formatted(
                        broker.bootstrapServers(),
                        prefix,
                        DemoData.BUNDLE.toAbsolutePath(),
                        home.toUri(),
                        delivery,
                        FillableFileSystem.SCHEME + "://" + checkpoints()));
        Path file = Files.writeString(home.resolve(prefix + ".yaml"), options);
        Finished submitted =
                flink.flink(List.of("run", "-d", ClusterFiles.jobJar().toString(), "--config", file.toString()));
        Matcher id = SUBMITTED.matcher(submitted.output());
        if (submitted.exitCode() != 0 || !id.find()) {
            throw new IOException("flink run ended with " + submitted.exitCode() + ":\n" + submitted.output());
        }
        return id.group(1);
    }

    void cancel(String job) throws IOException, InterruptedException {
        Finished cancelled = flink.flink(List.of("cancel", job));
        if (cancelled.exitCode() != 0) {
            throw new IOException("flink cancel ended with " + cancelled.exitCode() + ":\n" + cancelled.output());
        }
    }

    Path home() {
        return home;
    }

    BrokerProcess broker() {
        return broker;
    }

    /** The folder that checkpoints go to. */
    Path checkpoints() throws IOException {
        return Files.createDirectories(home.resolve("checkpoints"));
    }

    /** Kills the TaskManager; another one starts, as an orchestrator would have it. */
    void replaceTaskManager() throws IOException, InterruptedException {
        flink.process(FlinkProcesses.TASK_MANAGER).kill();
        flink.startTaskManager(FlinkProcesses.TASK_MANAGER);
    }

    /** Kills the JobManager that leads: the other one takes over and takes the job up again; the killed one starts again and stands by. */
    void failOver() throws IOException, InterruptedException {
        flink.process(leader).kill();
        flink.startJobManager(leader);
        String killed = leader;
        leader = follower;
        follower = killed;
        flink.awaitRunningJob();
    }

    /** Kills both JobManagers; they start again, and one of them takes the job up again, without which the tasks would go on for some seconds as if nothing were. */
    void restartJobManagers() throws IOException, InterruptedException {
        flink.process(follower).kill();
        flink.process(leader).kill();
        flink.startJobManager(leader);
        flink.startJobManager(follower);
        flink.awaitRunningJob();
    }

    /** The last lines of all parts' logs that tell of something wrong. */
    String complaints() throws IOException {
        List<String> lines = (zooKeeper.output() + broker.process().output() + flink.logs())
                .lines()
                .filter(line -> COMPLAINT.matcher(line).find())
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    }

    @Override
    public void close() {
        flink.close();
        zooKeeper.close();
        broker.close();
    }
}
