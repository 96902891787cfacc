package io.latentwatch.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoringJobTest {
    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void inspectionAndTheWritersOfVerdictsAndDeadLettersAreChainedToTheSource(String delivery) {
        JobGraph graph = graph(delivery).getJobGraph();

        List<String> names = new ArrayList<>();
        graph.getVertices().forEach(vertex -> names.add(vertex.getName()));
        assertThat(names)
                .filteredOn(name -> name.contains("Source: images"))
                .singleElement()
                .asString()
                .contains("inspect images", "verdicts: Writer", "dead letters: Writer");
        for (JobVertex vertex : graph.getVertices()) {
            assertThat(vertex.getParallelism())
                    .as(vertex.getName())
                    .isEqualTo(List.of("model figures", "alarm figures").contains(vertex.getName()) ? 1 : 2);
        }
    }

    @Test
    void everyOperatorHasAUid() {
        assertThat(graph("at-least-once").getStreamNodes())
                .allSatisfy(node -> assertThat(node.getTransformationUID())
                        .as(node.getOperatorName())
                        .isNotBlank());
    }

    @Test
    void recordsTravelWithoutKryoAndAreHandedOnWithoutACopy() {
        StreamExecutionEnvironment environment = environment("at-least-once");

        assertThat(environment.getConfig().isObjectReuseEnabled()).isTrue();
        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES))
                .isFalse();
        assertThat(environment.getStreamGraph().getStreamNodes())
                .allSatisfy(node -> assertThat(serializers(node))
                        .as(node.getOperatorName())
                        .noneMatch(name -> name.contains("Kryo")));
    }

    @Test
    void checkpointsAreExactlyOnceWhateverTheSinksGuarantee() {
        StreamExecutionEnvironment environment = environment("at-least-once");

        assertThat(environment.getCheckpointingConsistencyMode()).isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(environment.getCheckpointInterval()).isEqualTo(10_000);
    }

    private static List<String> serializers(StreamNode node) {
        List<String> names = new ArrayList<>();
        for (var serializer : node.getTypeSerializersIn()) {
            names.add(serializer.getClass().getName());
        }
        if (node.getTypeSerializerOut() != null) {
            names.add(node.getTypeSerializerOut().getClass().getName());
        }
        return names;
    }

    @Test
    void checkpointsAreAsConfigured() {
        StreamExecutionEnvironment environment = built(
                new Configuration(),
                Map.of(
                        "checkpoint.interval", "7 s",
                        "checkpoint.timeout", "3 min",
                        "checkpoint.min-pause", "2 s",
                        "checkpoint.tolerable-failures", "4",
                        "checkpoint.retain-on-cancellation", "true",
                        "checkpoint.directory", "file:///checkpoints",
                        "state.backend", "rocksdb"));

        CheckpointConfig checkpoints = environment.getCheckpointConfig();
        assertThat(checkpoints.getCheckpointInterval()).isEqualTo(7_000);
        assertThat(checkpoints.getCheckpointTimeout()).isEqualTo(180_000);
        assertThat(checkpoints.getMinPauseBetweenCheckpoints()).isEqualTo(2_000);
        assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(4);
        assertThat(checkpoints.getExternalizedCheckpointRetention())
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(environment.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isEqualTo("file:///checkpoints");
        assertThat(environment.getConfiguration().get(StateBackendOptions.STATE_BACKEND))
                .isEqualTo("rocksdb");
    }

    @Test
    void parallelismIsTheClustersUnlessTheJobsOptionSaysOtherwise() {
        Configuration cluster = new Configuration();
        cluster.set(CoreOptions.DEFAULT_PARALLELISM, 3);

        assertThat(built(cluster, Map.of()).getParallelism()).isEqualTo(3);
        assertThat(built(cluster, Map.of("parallelism", "2")).getParallelism()).isEqualTo(2);
    }

    private static StreamExecutionEnvironment built(Configuration cluster, Map<String, String> options) {
        Map<String, String> given = new HashMap<>(options);
        given.put("kafka.bootstrap-servers", "localhost:1");
        given.put("bundle.path", "bundle");
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(cluster);
        MonitoringJob.build(environment, MonitoringConfiguration.of(given));
        return environment;
    }

    private static StreamGraph graph(String delivery) {
        return environment(delivery).getStreamGraph();
    }

    private static StreamExecutionEnvironment environment(String delivery) {
        return built(new Configuration(), Map.of("parallelism", "2", "delivery", delivery));
    }
}
