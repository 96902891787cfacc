package io.latentwatch.local.models;

import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The control topic, as the commands reach it. */
public final class ControlTopic {
    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--topic",
            defaultValue = Topics.MODELS,
            paramLabel = "NAME",
            description = "The control topic. Default: ${DEFAULT-VALUE}.")
    private String topic;

    String name() {
        return topic;
    }

    Map<String, Object> settings() {
        return kafka.settings();
    }

    /**
     * Makes sure that the topic is there.
     *
     * @throws IOException if not, with the command that makes it
     */
    void require() throws IOException, ExecutionException, InterruptedException {
        kafka.requireTopics(Map.of(topic, "models"));
    }

    CommandWriter writer() {
        return new CommandWriter(settings(), topic);
    }
}
