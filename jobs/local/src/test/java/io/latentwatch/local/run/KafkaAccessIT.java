package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentwatch.local.broker.ClientListener;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.start.KafkaAccess;
import io.latentwatch.monitoring.start.StartRefusedException;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.DeadLetterReason;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker with access control lists, on which the job's user may do what {@link KafkaAccess} says and nothing else. */
@Timeout(300)
class KafkaAccessIT {
    private static final String USER = "User:job";
    private static final String PAGE_USER = "User:page";

    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start(new ClientListener(
                "SASL_PLAINTEXT",
                Map.of(
                        "listener.name.clients.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_job=\"kafka-secret\" user_page=\"kafka-secret\";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"),
                List.of()));
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void theWholeJobRunsWithExactlyTheEntriesOfTheTable() throws Exception {
        for (String delivery : List.of("at-least-once", "exactly-once")) {
            String prefix = "allowed-" + delivery;
            MonitoringConfiguration configuration = configuration(prefix, delivery);
            stack.createTopics(prefix);
            allow(KafkaAccess.entries(configuration, USER));
            List<Image> images = new ArrayList<>(DemoData.images(300));
            Image cut = Image.newBuilder(images.get(0)).setId("cut short").build();
            cut.setBytes(cut.getBytes().duplicate().limit(100));
            images.add(cut);
            images.addAll(DemoData.attacked(200)); // enough for an alarm of the stream
            stack.send(prefix, images);
            String savepoint;
            try (LocalJob job = stack.startJob(configuration, folder.resolve(prefix), Optional.empty())) {
                Awaiting.until(
                        job,
                        () -> stack.verdicts(prefix).size() >= images.size() - 1
                                && !stack.alarms(prefix).isEmpty()
                                && hasCommitted(prefix));
                savepoint = job.stopWithSavepoint(folder, Duration.ofSeconds(60));
            }
            stack.send(prefix, DemoData.images(20));
            try (LocalJob job = stack.startJob(configuration, folder.resolve(prefix), Optional.of(savepoint))) {
                Awaiting.until(job, () -> stack.verdicts(prefix).size() >= images.size() + 19);
                job.drain(folder, Duration.ofSeconds(60));
            }
            assertThat(stack.count(prefix + ".distortion")).isPositive();
            assertThat(stack.verdicts(prefix)).hasSize(images.size() + 19);
            assertThat(stack.deadLetters(prefix))
                    .extracting(DeadLetter::getReason)
                    .containsExactly(DeadLetterReason.TRUNCATED_IMAGE);
        }
        stack.createTopics("foreign");
        try (Admin admin = Admin.create(asJob())) {
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("foreign"));
            assertThatThrownBy(() -> admin.describeTopics(List.of("foreign.images"))
                            .allTopicNames()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static Map<String, Object> asJob() {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", stack.bootstrapServers()));
        login("job").forEach((option, value) -> settings.put(option.substring("kafka.properties.".length()), value));
        return settings;
    }

    private static boolean hasCommitted(String group) throws Exception {
        try (Admin admin = Admin.create(stack.clientSettings())) {
            return !admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty();
        }
    }

    @Test
    void thePageNeedsReadOnFiveTopicsAndNothingElse() throws Exception {
        stack.createTopics("watched");
        stack.send("watched", DemoData.images(300));
        stack.runBounded("watched", trusted(), folder);
        allow(Stream.of("images", "verdicts", "dead-letters", "alarms", "distortion")
                .map(topic -> new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, "watched." + topic, PatternType.LITERAL),
                        new AccessControlEntry(PAGE_USER, "*", AclOperation.READ, AclPermissionType.ALLOW)))
                .toList());

        JsonNode shown = ServedPage.shownOf(stack.configuration("watched", login("page")), 300);

        assertThat(shown.at("/totals/flagged").asLong())
                .isPositive()
                .isEqualTo(stack.verdicts("watched").stream()
                        .filter(Verdict::getFlagged)
                        .count());
    }

    /** Options of a job that nothing is asked of: it comes by the broker's own door. */
    private static Map<String, String> trusted() {
        return Map.of("kafka.bootstrap-servers", (String) stack.clientSettings().get("bootstrap.servers"));
    }

    @Test
    void theStartSaysWhichEntryIsMissing() throws Exception {
        MonitoringConfiguration configuration = configuration("missing", "exactly-once");
        stack.createTopics("missing");
        List<AclBinding> entries = KafkaAccess.entries(configuration, USER);
        assertThatThrownBy(() -> StartChecks.run(configuration))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll(
                        "Read on Topic missing.images",
                        "Write on Topic missing.verdicts",
                        "Read on Group missing",
                        "Write on TransactionalId missing-",
                        "kafka-acls.sh --bootstrap-server " + stack.bootstrapServers());
        allow(entries);
        assertThatCode(() -> StartChecks.run(configuration)).doesNotThrowAnyException();

        for (AclBinding entry : entries) {
            forbid(entry);
            if (entry.pattern().resourceType() == ResourceType.CLUSTER) {
                assertThatCode(() -> StartChecks.run(configuration))
                        .as("the job can do without %s", entry)
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> StartChecks.run(configuration))
                        .as(entry.toString())
                        .isInstanceOf(StartRefusedException.class)
                        .hasMessageContainingAll(
                                "not allowed", " " + entry.pattern().name(), "--operation");
            }
            allow(List.of(entry));
        }
    }

    private static Map<String, String> login(String user) {
        return new HashMap<>(Map.of(
                "kafka.properties.security.protocol",
                "SASL_PLAINTEXT",
                "kafka.properties.sasl.mechanism",
                "PLAIN",
                "kafka.properties.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"kafka-secret\";"
                        .formatted(user)));
    }

    private MonitoringConfiguration configuration(String prefix, String delivery) {
        Map<String, String> options = login("job");
        options.put("delivery", delivery);
        options.put("checkpoint.interval", "500 ms");
        return stack.configuration(prefix, options);
    }

    private static void allow(List<AclBinding> entries) throws Exception {
        try (Admin admin = Admin.create(stack.clientSettings())) {
            admin.createAcls(entries).all().get();
        }
    }

    private static void forbid(AclBinding entry) throws Exception {
        try (Admin admin = Admin.create(stack.clientSettings())) {
            admin.deleteAcls(List.of(entry.toFilter())).all().get();
        }
    }
}
