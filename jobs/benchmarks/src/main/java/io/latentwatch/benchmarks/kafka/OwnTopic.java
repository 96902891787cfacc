package io.latentwatch.benchmarks.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A topic that one measurement has to itself, under a name that no other has. {@link #close()} deletes it. */
record OwnTopic(String bootstrapServers, String name) implements AutoCloseable {
    /** Creates it, empty. */
    static OwnTopic create(String bootstrapServers, String kind, int partitions, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        OwnTopic topic = new OwnTopic(bootstrapServers, "benchmark." + kind + "." + UUID.randomUUID());
        try (Admin admin = topic.admin()) {
            admin.createTopics(List.of(
                            new NewTopic(topic.name, Optional.of(partitions), Optional.empty()).configs(settings)))
                    .all()
                    .get();
        }
        return topic;
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    @Override
    public void close() throws ExecutionException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
