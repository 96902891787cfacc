package io.latentwatch.local.broker;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * How clients come to an {@link EmbeddedBroker}.
 *
 * @param protocol Kafka's name: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL
 * @param settings of the broker; those of this listener begin with {@code listener.name.clients.}
 * @param scramUsers such as {@code SCRAM-SHA-256=[name=job,password=secret]}
 */
public record ClientListener(String protocol, Map<String, String> settings, List<String> scramUsers) {
    /** Whoever reaches it may do anything: for one machine. */
    public static final ClientListener OPEN = new ClientListener("PLAINTEXT", Map.of(), List.of());

    public ClientListener {
        requireNonNull(protocol, "protocol is null");
        settings = Map.copyOf(settings);
        scramUsers = List.copyOf(scramUsers);
    }
}
