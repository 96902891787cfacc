package io.latentwatch.monitoring.start;

import io.latentwatch.monitoring.configuration.Delivery;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.configuration.MonitoringOptions;
import io.latentwatch.monitoring.topics.KafkaEnds;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What the job has to be allowed in a Kafka with access control lists, and nothing beyond it. The table in README.md is made from these; a test runs the job with exactly these. */
public final class KafkaAccess {
    private static final List<Rule> RULES = List.of(
            Rule.topic(
                    MonitoringOptions.IMAGES,
                    c -> c.topics().images(),
                    AclOperation.READ,
                    AclOperation.DESCRIBE_CONFIGS),
            Rule.topic(MonitoringOptions.COMMANDS, c -> c.topics().commands(), AclOperation.READ),
            Rule.topic(MonitoringOptions.MODELS, c -> c.topics().models(), AclOperation.READ),
            Rule.topic(
                    MonitoringOptions.VERDICTS,
                    c -> c.topics().verdicts(),
                    AclOperation.WRITE,
                    AclOperation.DESCRIBE_CONFIGS),
            Rule.topic(
                    MonitoringOptions.DEAD_LETTERS,
                    c -> c.topics().deadLetters(),
                    AclOperation.WRITE,
                    AclOperation.DESCRIBE_CONFIGS),
            Rule.topic(MonitoringOptions.DISTORTION, c -> c.topics().distortion(), AclOperation.WRITE),
            Rule.topic(MonitoringOptions.ALARMS, c -> c.topics().alarms(), AclOperation.WRITE),
            Rule.topic(MonitoringOptions.RETRAINING, c -> c.topics().retraining(), AclOperation.WRITE),
            new Rule(
                    ResourceType.GROUP,
                    "`kafka.group-id`",
                    c -> c.kafka().groupId(),
                    PatternType.LITERAL,
                    List.of(AclOperation.READ),
                    false),
            new Rule(
                    ResourceType.TRANSACTIONAL_ID,
                    "`kafka.group-id` and a hyphen",
                    c -> KafkaEnds.transactionalIdPrefix(c, ""),
                    PatternType.PREFIXED,
                    List.of(AclOperation.WRITE),
                    true),
            new Rule(
                    ResourceType.CLUSTER,
                    "`kafka-cluster`",
                    c -> Resource.CLUSTER_NAME,
                    PatternType.LITERAL,
                    List.of(AclOperation.DESCRIBE_CONFIGS),
                    true));

    private KafkaAccess() {}

    /**
     * What a job has to be allowed.
     *
     * @param forTransactions whether for exactly-once delivery only
     */
    record Rule(
            ResourceType type,
            String option,
            Function<MonitoringConfiguration, String> name,
            PatternType pattern,
            List<AclOperation> operations,
            boolean forTransactions) {
        private static Rule topic(
                ConfigOption<String> option,
                Function<MonitoringConfiguration, String> name,
                AclOperation... operations) {
            return new Rule(
                    ResourceType.TOPIC,
                    "`" + option.key() + "`",
                    name,
                    PatternType.LITERAL,
                    List.of(operations),
                    false);
        }

        private Stream<AclBinding> bindings(MonitoringConfiguration configuration, String principal) {
            ResourcePattern resource = new ResourcePattern(type, name.apply(configuration), pattern);
            return operations.stream()
                    .map(operation -> new AclBinding(
                            resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
        }
    }

    /**
     * The entries for a job, from any host.
     *
     * @param principal such as {@code User:latentwatch}
     */
    public static List<AclBinding> entries(MonitoringConfiguration configuration, String principal) {
        return rules(configuration)
                .flatMap(rule -> rule.bindings(configuration, principal))
                .toList();
    }

    static Stream<Rule> rules(MonitoringConfiguration configuration) {
        boolean transactions = configuration.output().delivery() == Delivery.EXACTLY_ONCE;
        return RULES.stream().filter(rule -> transactions || !rule.forTransactions());
    }

    /** The Markdown table of README.md. */
    static String markdown() {
        StringBuilder table =
                new StringBuilder("| resource | name | pattern | operations | needed |\n|---|---|---|---|---|\n");
        for (Rule rule : RULES) {
            table.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(
                            words(rule.type().name()),
                            rule.option(),
                            words(rule.pattern().name()),
                            rule.operations().stream()
                                    .map(operation -> words(operation.name()))
                                    .collect(Collectors.joining(", ")),
                            needed(rule)));
        }
        return table.toString();
    }

    private static String needed(Rule rule) {
        if (rule.type() == ResourceType.CLUSTER) {
            return "for `delivery: exactly-once`, to check `transaction.timeout` at the start; without it that is not checked";
        }
        return rule.forTransactions() ? "for `delivery: exactly-once`" : "always";
    }

    /** As Kafka's tools write it: DescribeConfigs. */
    static String words(String constant) {
        return Stream.of(constant.split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
