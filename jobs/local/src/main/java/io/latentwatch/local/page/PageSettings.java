package io.latentwatch.local.page;

import static java.util.Objects.requireNonNull;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page shows and where from.
 *
 * @param kafka settings of the Kafka client, {@code bootstrap.servers} among them
 * @param format how records say which schema they were written with
 * @param input what the images topic's records hold
 * @param bundles whose examples and clean figures stand beside what was found; may be none
 * @param span time that the charts show
 */
record PageSettings(
        Map<String, Object> kafka,
        WireFormat format,
        TopicNames topics,
        InputFormat input,
        KnownBundles bundles,
        Duration span,
        Evidence.Source evidence) {
    /** Time that the charts show, unless told otherwise. */
    static final Duration SPAN = Duration.ofMinutes(5);

    PageSettings {
        requireNonNull(format, "format is null");
        requireNonNull(topics, "topics is null");
        requireNonNull(input, "input is null");
        requireNonNull(evidence, "evidence is null");
        requireNonNull(bundles, "bundles is null");
        Map<String, Object> client = new HashMap<>(kafka);
        client.keySet()
                .removeAll(List.of("group.id", "group.instance.id")); // the page joins no group and commits nothing
        kafka = Map.copyOf(client);
        if (span.toMillis() < TimeSlots.SLOTS) {
            throw new IllegalArgumentException("the page's charts are to show %s, expected at least %d ms (--span)"
                    .formatted(span, TimeSlots.SLOTS));
        }
    }

    /** Names of the topics. */
    record TopicNames(String images, String verdicts, String deadLetters, String alarms, String distortion) {
        /** Those that begin with a prefix and a dot, as {@code ./latentwatch topics} makes them. */
        static TopicNames of(String prefix) {
            return new TopicNames(
                    prefix + ".images",
                    prefix + ".verdicts",
                    prefix + ".dead-letters",
                    prefix + ".alarms",
                    prefix + ".distortion");
        }

        /** By name, what each one's name ends with by default. */
        Map<String, String> kinds() {
            return Map.of(
                    images, "images",
                    verdicts, "verdicts",
                    deadLetters, "dead-letters",
                    alarms, "alarms",
                    distortion, "distortion");
        }
    }

    /** Those of a job's configuration, with its Kafka's security and its schema registry. */
    static PageSettings of(MonitoringConfiguration job, Evidence.Source evidence) throws IOException {
        Map<String, Object> kafka = new HashMap<>(job.kafka().properties());
        kafka.put("bootstrap.servers", job.kafka().bootstrapServers());
        MonitoringConfiguration.Topics topics = job.topics();
        return new PageSettings(
                kafka,
                job.kafka().wireFormat(),
                new TopicNames(
                        topics.images(), topics.verdicts(), topics.deadLetters(), topics.alarms(), topics.distortion()),
                job.input().format(),
                KnownBundles.of(List.of(BundleReader.read(Path.of(job.bundlePath())))),
                SPAN,
                evidence);
    }
}
