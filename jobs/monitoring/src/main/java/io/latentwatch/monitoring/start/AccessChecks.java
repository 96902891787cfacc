package io.latentwatch.monitoring.start;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.topics.KafkaEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** Asks the brokers what the job may do there, before it tries: topic by topic, its group, its transactional ids. */
final class AccessChecks {
    private final Admin admin;
    private final MonitoringConfiguration configuration;
    private final List<String> missing = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    private AccessChecks(Admin admin, MonitoringConfiguration configuration) {
        this.admin = admin;
        this.configuration = configuration;
    }

    /**
     * Asks for each of the rules but the cluster's, which the job can do without.
     *
     * @param topics that are there or may not be looked at
     * @throws StartRefusedException if anything is not allowed, with all of it and the commands that allow it
     */
    static void run(Admin admin, MonitoringConfiguration configuration, Set<String> topics)
            throws ExecutionException, InterruptedException {
        AccessChecks checks = new AccessChecks(admin, configuration);
        checks.topics(topics);
        checks.group();
        checks.transactions();
        checks.refuseMissing();
    }

    private void topics(Set<String> topics) throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                        topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        for (KafkaAccess.Rule rule : rules(ResourceType.TOPIC)) {
            Set<AclOperation> allowed = allowed(described.get(rule.name().apply(configuration)));
            for (AclOperation operation : rule.operations()) {
                if (allowed != null && !allowed.contains(operation)) {
                    add(rule, operation);
                }
            }
        }
    }

    /** Null where the broker does not say. */
    private static Set<AclOperation> allowed(KafkaFuture<TopicDescription> described)
            throws ExecutionException, InterruptedException {
        try {
            return described.get().authorizedOperations();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Set.of();
            }
            throw e;
        }
    }

    private void group() throws ExecutionException, InterruptedException {
        for (KafkaAccess.Rule rule : rules(ResourceType.GROUP)) {
            if (isRefused(admin.listConsumerGroupOffsets(rule.name().apply(configuration))
                    .partitionsToOffsetAndMetadata())) {
                add(rule, AclOperation.READ);
            }
        }
    }

    private void transactions() throws ExecutionException, InterruptedException {
        for (KafkaAccess.Rule rule : rules(ResourceType.TRANSACTIONAL_ID)) {
            String id = KafkaEnds.transactionalIdPrefix(
                    configuration, configuration.topics().verdicts());
            if (isRefused(admin.describeTransactions(List.of(id)).all())) {
                add(rule, AclOperation.WRITE);
            }
        }
    }

    private static boolean isRefused(KafkaFuture<?> asked) throws ExecutionException, InterruptedException {
        try {
            asked.get();
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return true;
            }
            if (e.getCause() instanceof TransactionalIdNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    private List<KafkaAccess.Rule> rules(ResourceType type) {
        return KafkaAccess.rules(configuration)
                .filter(rule -> rule.type() == type)
                .toList();
    }

    private void add(KafkaAccess.Rule rule, AclOperation operation) {
        String name = rule.name().apply(configuration);
        String allowed = KafkaAccess.words(operation.name());
        missing.add(allowed + " on " + KafkaAccess.words(rule.type().name()) + " " + name);
        commands.add("--operation %s --%s '%s'%s"
                .formatted(
                        allowed,
                        rule.type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        name,
                        rule.pattern() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : ""));
    }

    private void refuseMissing() {
        if (missing.isEmpty()) {
            return;
        }
        String servers = configuration.kafka().bootstrapServers();
        throw new StartRefusedException("the job is not allowed at " + servers + ": " + String.join(", ", missing)
                + ". Allow it with: "
                + commands.stream()
                        .map(command -> "kafka-acls.sh --bootstrap-server " + servers
                                + " --add --allow-principal User:NAME " + command)
                        .collect(Collectors.joining(" and ")));
    }
}
