package io.latentwatch.local.broker;

import io.latentwatch.bundle.Folders;
import io.latentwatch.local.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller together, on loopback with free ports and a folder of its own. The folder is deleted at
 * {@link #close()}. Creates no topics by itself. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final Path folder;
    private final String bootstrapServers;
    private final String trustedServers;
    private final KafkaRaftServer server;

    private EmbeddedBroker(Path folder, String bootstrapServers, String trustedServers, KafkaRaftServer server) {
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        this.trustedServers = trustedServers;
        this.server = server;
    }

    /** Starts a node in a new folder under the system's temporary one; returns when it serves. */
    public static EmbeddedBroker start() throws IOException {
        return start(Files.createTempDirectory("latentwatch-broker"));
    }

    /**
     * Starts a node; returns when it serves.
     *
     * @param folder for the node's data; created, must be empty, deleted at the end
     */
    public static EmbeddedBroker start(Path folder) throws IOException {
        return start(folder, ClientListener.OPEN);
    }

    /**
     * Starts a node that clients reach by a listener of their own, such as one that asks who they are; returns when it serves.
     *
     * @param folder for the node's data; created, must be empty, deleted at the end
     */
    public static EmbeddedBroker start(Path folder, ClientListener clients) throws IOException {
        Files.createDirectories(folder);
        List<Integer> ports = LoopbackPorts.free(3);
        Map<String, String> settings = settings(folder, ports, clients);
        format(folder, clients.scramUsers());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        EmbeddedBroker broker =
                new EmbeddedBroker(folder, "127.0.0.1:" + ports.get(0), "127.0.0.1:" + ports.get(2), server);
        try {
            server.startup();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /**
     * What a node of its own is set to.
     *
     * @param ports for clients, for the controller and for other brokers
     */
    static Map<String, String> settings(Path folder, List<Integer> ports, ClientListener clients) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(1));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,BROKERS://127.0.0.1:%d"
                        .formatted(ports.get(0), ports.get(1), ports.get(2)));
        settings.put(
                "listener.security.protocol.map",
                "CLIENTS:" + clients.protocol() + ",CONTROLLER:PLAINTEXT,BROKERS:PLAINTEXT");
        settings.put("inter.broker.listener.name", "BROKERS");
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        // One node: nothing is replicated, and nobody waits for other members of a group.
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Small: it shares a laptop with the job.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        // The node goes for good: there is no other one to hand its partitions to.
        settings.put("controlled.shutdown.enable", "false");
        settings.putAll(clients.settings());
        return settings;
    }

    /** Makes a node's folder of an empty one. */
    static void format(Path folder, List<String> scramUsers) throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setScramArguments(scramUsers)
                    .run();
        } catch (Exception e) {
            throw new IOException(
                    "%s: the embedded broker cannot format its folder: %s; give it an empty folder that can be written"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Host and port, as clients' {@code bootstrap.servers} wants it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where nobody is asked who he is, as other brokers would come. */
    public String trustedServers() {
        return trustedServers;
    }

    /** Stops the node and deletes its folder. A second call does nothing. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's folder cannot be deleted", e);
        }
    }
}
