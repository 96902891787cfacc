package io.latentwatch.monitoring.start;

import io.latentwatch.flink.models.ModelStart;
import io.latentwatch.flink.received.TextLimit;
import io.latentwatch.flink.retraining.RetrainingRules;
import io.latentwatch.monitoring.configuration.DeadLetterLimits;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.topics.ModelTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers whether the topics are there and how large a record they take. */
public final class TopicChecks {
    /** A verdict carries its image's text, at most 3 bytes a character, its record's key and headers, and about as much again of its own. */
    static final int LEAST_VERDICT_BYTES = 8 * TextLimit.MAX_CHARACTERS;

    private static final Logger LOG = LoggerFactory.getLogger(TopicChecks.class);
    private static final int PATIENCE_MILLIS = 15_000;

    private final MonitoringConfiguration configuration;

    public TopicChecks(MonitoringConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * The limits of the dead-letter topic.
     *
     * @throws StartRefusedException if no broker answers, a topic is missing, or one takes records that are too small only
     */
    public DeadLetterLimits run() {
        return ask(admin -> {
            refuseMissing(admin);
            AccessChecks.run(admin, configuration, kinds().keySet());
            TransactionChecks.run(admin, configuration);
            return limits(admin);
        });
    }

    /**
     * Where the control topic ends by now: what stands before that is not obeyed by a job without state.
     *
     * @throws StartRefusedException if the topic has more than one partition, or cannot be read
     */
    public ModelStart modelStart() {
        String topic = configuration.topics().models();
        return ask(admin -> {
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            if (partitions != 1) {
                throw new StartRefusedException("topic " + topic + " has " + partitions
                        + " partitions, expected 1, or its commands have no order; make it anew");
            }
            return ModelTopic.end(properties(), topic);
        });
    }

    /**
     * How long the images topic keeps its records; warns where a retraining trigger may wait for longer.
     *
     * @return empty: for ever
     */
    public Optional<Duration> imagesKept() {
        String topic = configuration.topics().images();
        long millis = ask(admin -> Long.parseLong(setting(admin, topic, TopicConfig.RETENTION_MS_CONFIG)));
        Optional<Duration> kept = millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
        RetrainingRules rules = configuration.retraining().keepingImages(kept.orElse(null));
        if (rules.keptTooShort()) {
            LOG.warn(
                    "topic {} keeps images for {}, but a retraining trigger may wait for {} (retraining.may-wait) after collecting them for up to {} (retraining.collect-for); "
                            + "raise its retention.ms, or images may be gone when the network is trained anew",
                    topic,
                    rules.imagesKept(),
                    rules.mayWait(),
                    rules.collectFor());
        }
        return kept;
    }

    @FunctionalInterface
    private interface Question<A> {
        A ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    private <A> A ask(Question<A> question) {
        try (Admin admin = Admin.create(properties())) {
            return question.ask(admin);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (KafkaException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("interrupted while asking Kafka for its topics", e);
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.putAll(configuration.kafka().properties());
        properties.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                configuration.kafka().bootstrapServers());
        return properties;
    }

    private void refuseMissing(Admin admin) throws ExecutionException, InterruptedException {
        TreeMap<String, String> missing = new TreeMap<>();
        Map<String, String> kinds = kinds();
        for (var topic : admin.describeTopics(kinds.keySet()).topicNameValues().entrySet()) {
            try {
                topic.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.put(topic.getKey(), kinds.get(topic.getKey()));
                } else if (!(e.getCause() instanceof AuthorizationException)) { // those are for AccessChecks to tell
                    throw e;
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new StartRefusedException("topics missing at "
                    + configuration.kafka().bootstrapServers() + ": "
                    + String.join(", ", missing.keySet()) + ". Make them with: "
                    + TopicCommands.making(missing, configuration.kafka().bootstrapServers()));
        }
    }

    private DeadLetterLimits limits(Admin admin) throws ExecutionException, InterruptedException {
        MonitoringConfiguration.Topics topics = configuration.topics();
        refuseSmall(topics.verdicts(), maxMessageBytes(admin, topics.verdicts()), LEAST_VERDICT_BYTES);
        int deadLetters = maxMessageBytes(admin, topics.deadLetters());
        refuseSmall(topics.deadLetters(), deadLetters, DeadLetterLimits.LEAST_TOPIC_BYTES);
        DeadLetterLimits limits = new DeadLetterLimits(deadLetters);
        int images = maxMessageBytes(admin, topics.images());
        if (!limits.fitWhole(images)) {
            LOG.warn(
                    "the dead letter of a record of {} may not fit {}: their max.message.bytes are {} and {}; what does not fit is cut. "
                            + "Raise the second to {} to keep all of it",
                    topics.images(),
                    topics.deadLetters(),
                    images,
                    deadLetters,
                    DeadLetterLimits.needed(images));
        }
        return limits;
    }

    private static void refuseSmall(String topic, int found, int least) {
        if (found < least) {
            throw new StartRefusedException("topic " + topic + " has max.message.bytes " + found
                    + ", expected at least " + least + "; raise it");
        }
    }

    private static int maxMessageBytes(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return Integer.parseInt(setting(admin, topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private static String setting(Admin admin, String topic, String name)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }

    /** The topics' names, each with what it ends with by default. */
    private Map<String, String> kinds() {
        MonitoringConfiguration.Topics topics = configuration.topics();
        Map<String, String> kinds = new HashMap<>();
        kinds.put(topics.images(), "images");
        kinds.put(topics.verdicts(), "verdicts");
        kinds.put(topics.deadLetters(), "dead-letters");
        kinds.put(topics.distortion(), "distortion");
        kinds.put(topics.alarms(), "alarms");
        kinds.put(topics.retraining(), "retraining");
        kinds.put(topics.commands(), "commands");
        kinds.put(topics.models(), "models");
        return kinds;
    }

    private StartRefusedException unreachable(Throwable e) {
        return new StartRefusedException(
                "Kafka at " + configuration.kafka().bootstrapServers() + " does not answer as expected ("
                        + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "). Check kafka.bootstrap-servers and kafka.properties, and that the brokers run",
                e);
    }
}
