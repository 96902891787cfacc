package io.latentwatch.local.broker;

import io.latentwatch.monitoring.configuration.DeadLetterLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Latentwatch's topics, with the settings that a local broker gives them. */
public final class Topics {
    public static final String IMAGES = "latentwatch.images";
    public static final String VERDICTS = "latentwatch.verdicts";
    public static final String DEAD_LETTERS = "latentwatch.dead-letters";
    public static final String ALARMS = "latentwatch.alarms";
    public static final String DISTORTION = "latentwatch.distortion";
    public static final String RETRAINING = "latentwatch.retraining";
    public static final String COMMANDS = "latentwatch.commands";
    public static final String MODELS = "latentwatch.models";
    public static final String LABELS = "latentwatch.labels";

    /** Largest record of the images' topic, in bytes. */
    public static final int LARGEST_IMAGE_RECORD = 4 << 20;

    private Topics() {}

    /** What {@link #create} found and did. */
    public record Created(List<String> created, List<String> existing) {
        public Created {
            created = List.copyOf(created);
            existing = List.copyOf(existing);
        }
    }

    /**
     * Creates the topics that are not there; leaves those that are as they are.
     *
     * @param partitions of the topics that carry one record for each image; the others have one
     * @throws ExecutionException if the broker refuses
     */
    public static Created create(Admin admin, int partitions) throws ExecutionException, InterruptedException {
        Set<String> before = admin.listTopics().names().get();
        List<String> created = new ArrayList<>();
        List<String> existing = new ArrayList<>();
        for (NewTopic topic : all(partitions)) {
            boolean isNew = !before.contains(topic.name()) && createOne(admin, topic);
            (isNew ? created : existing).add(topic.name());
        }
        return new Created(created, existing);
    }

    private static boolean createOne(Admin admin, NewTopic topic) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false; // somebody else was faster
            }
            throw e;
        }
    }

    private static List<NewTopic> all(int partitions) {
        return List.of(
                topic(IMAGES, partitions, 1, LARGEST_IMAGE_RECORD),
                topic(VERDICTS, partitions, 7, 1 << 20),
                topic(DEAD_LETTERS, 1, 7, Math.toIntExact(DeadLetterLimits.needed(LARGEST_IMAGE_RECORD))),
                topic(ALARMS, 1, 30, 1 << 20),
                topic(DISTORTION, 1, 7, 1 << 20),
                topic(RETRAINING, 1, 30, 1 << 20),
                topic(COMMANDS, 1, 7, 1 << 20),
                new NewTopic(MODELS, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact")),
                topic(LABELS, partitions, 30, 1 << 20));
    }

    private static NewTopic topic(String name, int partitions, int retentionDays, int largestRecord) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(
                        "retention.ms",
                                Long.toString(Duration.ofDays(retentionDays).toMillis()),
                        "max.message.bytes", Integer.toString(largestRecord)));
    }
}
