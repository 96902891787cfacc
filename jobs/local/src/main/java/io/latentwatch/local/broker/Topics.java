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
    /** What their names start with, unless another prefix is asked for. */
    public static final String PREFIX = "latentwatch";

    public static final String IMAGES = PREFIX + ".images";
    public static final String VERDICTS = PREFIX + ".verdicts";
    public static final String DEAD_LETTERS = PREFIX + ".dead-letters";
    public static final String ALARMS = PREFIX + ".alarms";
    public static final String COMMANDS = PREFIX + ".commands";
    public static final String LABELS = PREFIX + ".labels";
    public static final String MODELS = PREFIX + ".models";

    /** Partitions of the topics that carry a record for each image. */
    public static final int PARTITIONS = 4;

    /** Largest record of the images' topic, in bytes. */
    public static final int LARGEST_IMAGE_RECORD = 4 << 20;

    private static final int MIB = 1 << 20;

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
     * @param prefix of the names, before a dot
     * @param partitions of the topics that carry one record for each image; the others have one
     * @throws ExecutionException if the broker refuses
     */
    public static Created create(Admin admin, String prefix, int partitions)
            throws ExecutionException, InterruptedException {
        Set<String> before = admin.listTopics().names().get();
        List<String> created = new ArrayList<>();
        List<String> existing = new ArrayList<>();
        for (NewTopic topic : all(prefix, partitions)) {
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

    static List<NewTopic> all(String prefix, int partitions) {
        int deadLetter = Math.toIntExact(DeadLetterLimits.needed(LARGEST_IMAGE_RECORD));
        return List.of(
                topic(prefix + ".images", partitions, Duration.ofDays(1), LARGEST_IMAGE_RECORD),
                topic(prefix + ".verdicts", partitions, Duration.ofDays(7), MIB),
                topic(prefix + ".dead-letters", 1, Duration.ofDays(7), deadLetter),
                topic(prefix + ".alarms", 1, Duration.ofDays(30), MIB),
                topic(prefix + ".distortion", 1, Duration.ofDays(7), MIB),
                topic(prefix + ".retraining", 1, Duration.ofDays(30), MIB),
                topic(prefix + ".commands", 1, Duration.ofDays(7), MIB),
                topic(prefix + ".labels", partitions, Duration.ofDays(30), MIB),
                compacted(prefix + ".models"));
    }

    private static NewTopic topic(String name, int partitions, Duration retention, int largestRecord) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of(
                        "retention.ms", Long.toString(retention.toMillis()),
                        "max.message.bytes", Integer.toString(largestRecord)));
    }

    private static NewTopic compacted(String name) {
        return new NewTopic(name, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
    }
}
