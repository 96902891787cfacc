package io.latentwatch.local.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A node as a program, so that it can be killed and started again on its data. */
public final class BrokerMain {
    private BrokerMain() {}

    /**
     * Runs until it is ended.
     *
     * @param arguments the node's folder; the ports for clients, for the controller and for other brokers; the port that clients are told to come to
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Integer> ports = Stream.of(arguments).skip(1).map(Integer::valueOf).toList();
        Map<String, String> settings = EmbeddedBroker.settings(folder, ports, ClientListener.OPEN);
        settings.put(
                "advertised.listeners",
                "CLIENTS://127.0.0.1:%d,BROKERS://127.0.0.1:%d".formatted(ports.get(3), ports.get(2)));
        if (!Files.exists(folder.resolve("meta.properties"))) {
            EmbeddedBroker.format(folder, List.of());
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.startup();
        server.awaitShutdown();
    }
}
