package io.latentwatch.local.broker;

import io.latentwatch.monitoring.start.TopicCommands;
import io.latentwatch.wire.RegistrySettings;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** How a command reaches Kafka. */
public final class KafkaConnection {
    private static final int TIMEOUT_MILLIS = 10_000;

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers to ask first.")
    private String bootstrapServers;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A setting of the Kafka client, such as security.protocol=SSL; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--registry",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of a schema registry: url, basic-auth (user:password), token, truststore, truststore-password, "
                            + "keystore, keystore-password, timeout-millis, register; may be repeated. Without url, Avro's single-object encoding.")
    private Map<String, String> registry = new LinkedHashMap<>();

    /**
     * How records say which schema they were written with.
     *
     * @throws IllegalArgumentException if the registry's settings are not what they must be
     */
    public WireFormat wireFormat() {
        return registry.isEmpty() ? WireFormat.SINGLE_OBJECT : WireFormat.confluent(RegistrySettings.of(registry));
    }

    /** The brokers to ask first, for messages. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The settings of a client. */
    public Map<String, Object> settings() {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    /**
     * A connection that is known to work. To be closed by the caller.
     *
     * @throws IOException if no broker answers within {@value #TIMEOUT_MILLIS} ms
     */
    public Admin admin() throws IOException, InterruptedException {
        Map<String, Object> all = settings();
        all.putIfAbsent("default.api.timeout.ms", TIMEOUT_MILLIS);
        all.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS);
        Admin admin = Admin.create(all);
        try {
            admin.describeCluster().clusterId().get();
            return admin;
        } catch (ExecutionException e) {
            admin.close();
            throw new IOException(
                    "no Kafka broker answers at %s within %d s (%s); start one, or correct --bootstrap-servers or --kafka"
                            .formatted(
                                    bootstrapServers,
                                    TIMEOUT_MILLIS / 1000,
                                    e.getCause().getMessage()),
                    e);
        }
    }

    /**
     * Makes sure that topics are there.
     *
     * @param kinds by name, what each one's name ends with by default, such as {@code images}
     * @throws IOException if one is not there, with the command that makes it; or no broker answers
     */
    public void requireTopics(Map<String, String> kinds) throws IOException, ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Set<String> there = admin.listTopics().names().get();
            for (Map.Entry<String, String> kind : kinds.entrySet()) {
                if (!there.contains(kind.getKey())) {
                    throw new IOException("topic %s is not there at %s; create it with: %s"
                            .formatted(
                                    kind.getKey(),
                                    bootstrapServers,
                                    TopicCommands.making(Map.of(kind.getKey(), kind.getValue()), bootstrapServers)));
                }
            }
        }
    }
}
