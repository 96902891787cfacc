package io.latentwatch.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** What Kubernetes makes of topics against what {@code ./latentwatch topics} does. */
class KubernetesTopicsTest {
    private static final Path MANIFESTS = Path.of("../../k8s/base/topics.yaml");

    @Test
    void bothMakeTheSameTopics() throws IOException {
        assertThat(manifests().keySet()).containsExactlyInAnyOrderElementsOf(local().keySet());
    }

    @Test
    void theirRecordsAreKeptAsLongAndMayBeAsLarge() throws IOException {
        Map<String, JsonNode> manifests = manifests();
        local().forEach((name, topic) -> topic.configs()
                .forEach((key, value) -> assertThat(
                                manifests.get(name).at("/spec/config").path(key).asText())
                        .as("%s of %s in %s", key, name, MANIFESTS)
                        .isEqualTo(value)));
    }

    @Test
    void whatHasOnePartitionHasOneInBoth() throws IOException {
        Map<String, JsonNode> manifests = manifests();
        for (String ordered : new String[] {"alarms", "retraining", "commands", "models", "distortion"}) {
            String name = Topics.PREFIX + "." + ordered;
            assertThat(local().get(name).numPartitions()).as(name).isEqualTo(1);
            assertThat(manifests.get(name).at("/spec/partitions").asInt())
                    .as(name)
                    .isEqualTo(1);
        }
    }

    private static Map<String, NewTopic> local() {
        Map<String, NewTopic> topics = new TreeMap<>();
        Topics.all(Topics.PREFIX, Topics.PARTITIONS).forEach(topic -> topics.put(topic.name(), topic));
        return topics;
    }

    private static Map<String, JsonNode> manifests() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        Map<String, JsonNode> topics = new TreeMap<>();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(MANIFESTS.toFile())) {
            documents.forEachRemaining(
                    topic -> topics.put(topic.at("/metadata/name").asText(), topic));
        }
        return topics;
    }
}
