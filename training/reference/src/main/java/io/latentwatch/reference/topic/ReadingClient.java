package io.latentwatch.reference.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that read committed records where they are told to, in no group. */
final class ReadingClient {
    private static final int TIMEOUT_MILLIS = 15_000;

    private ReadingClient() {}

    /**
     * A consumer, to be closed by the caller.
     *
     * @param settings of the Kafka client, {@code bootstrap.servers} among them
     */
    static Consumer<byte[], byte[]> of(Map<String, Object> settings) {
        Map<String, Object> all = patient(settings);
        all.put("auto.offset.reset", "none");
        all.remove("group.id");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The settings with those that all readers have; a copy. */
    static Map<String, Object> patient(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("default.api.timeout.ms", TIMEOUT_MILLIS);
        all.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS - 1);
        all.putIfAbsent("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.putIfAbsent("allow.auto.create.topics", false);
        return all;
    }
}
