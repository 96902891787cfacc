package io.latentwatch.local.redrive;

import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.TopicRange;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.DeadLetterReason;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch redrive}: sends dead letters' records again. */
@Command(
        name = "redrive",
        description =
                "Sends the records of dead letters again, with their key, headers and timestamp, to be judged anew.")
public final class RedriveCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--reason",
            required = true,
            split = ",",
            paramLabel = "REASON[,…]",
            description = "Dead letters of these reasons, such as too_large; all for any.")
    private List<String> reasons = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Dead letters written then or later, such as 2026-03-01T08:00:00Z. Default: the oldest.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "Dead letters written before. Default: now.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--dead-letters",
            defaultValue = Topics.DEAD_LETTERS,
            paramLabel = "NAME",
            description = "Their topic. Default: ${DEFAULT-VALUE}.")
    private String deadLetters;

    @Option(
            names = "--topic",
            defaultValue = Topics.IMAGES,
            paramLabel = "NAME",
            description = "Where to. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(names = "--dry-run", description = "Only count.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        Set<DeadLetterReason> chosen = chosen();
        DeadLetterRange range = new DeadLetterRange(
                new TopicRange(
                        kafka.settings(), deadLetters, from.map(t -> time(t, "--from")), to.map(t -> time(t, "--to"))),
                kafka.wireFormat());
        kafka.requireTopics(Map.of(deadLetters, "dead-letters", topic, "images"));
        try (RedriveProducer producer = new RedriveProducer(kafka.settings(), topic, dryRun)) {
            range.forEach(letter -> {
                if (chosen.contains(letter.getReason())) {
                    producer.send(letter);
                }
            });
            producer.flush();
            System.out.print(producer.summary());
        }
        return 0;
    }

    private Set<DeadLetterReason> chosen() {
        Set<DeadLetterReason> chosen = EnumSet.noneOf(DeadLetterReason.class);
        for (String reason : reasons) {
            if (reason.equals(ALL)) {
                chosen.addAll(EnumSet.allOf(DeadLetterReason.class));
            } else {
                chosen.add(reason(reason));
            }
        }
        return chosen;
    }

    private static DeadLetterReason reason(String name) {
        return Arrays.stream(DeadLetterReason.values())
                .filter(reason -> reason.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--reason is '%s', expected all or some of %s"
                        .formatted(
                                name,
                                Arrays.stream(DeadLetterReason.values())
                                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    private static Instant time(String text, String option) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', expected a time such as 2026-03-01T08:00:00Z; write it so".formatted(option, text), e);
        }
    }
}
