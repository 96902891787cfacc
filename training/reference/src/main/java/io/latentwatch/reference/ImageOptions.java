package io.latentwatch.reference;

import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.reference.topic.TopicImages;
import io.latentwatch.reference.topic.TopicPosition;
import io.latentwatch.wire.RegistrySettings;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a command line says that the clean images are: on disk, or in a topic. */
final class ImageOptions {
    @Option(
            names = "--images",
            required = true,
            paramLabel = "PATH",
            description =
                    "Clean images: a folder, an IDX file or folder, or a sample; 20 %% make references, 80 %% calibrate.")
    private Path path;

    @ArgGroup(exclusive = false)
    private Range range;

    private static final class Range {
        @Option(
                names = "--topic",
                required = true,
                paramLabel = "TOPIC",
                description =
                        "Clean images from Kafka instead: Avro Images, or PNG and JPEG files as they are. Others are left out and counted.")
        private String topic;

        @Option(
                names = {"--bootstrap", "--bootstrap-servers"},
                required = true,
                paramLabel = "HOST:PORT[,…]",
                description = "Kafka brokers to ask first.")
        private String bootstrap;

        @Option(
                names = "--from",
                paramLabel = "OFFSET|TIME",
                description =
                        "First record: an offset in every partition, or a time such as 2026-03-01T08:00:00Z (default: the oldest).")
        private String from;

        @Option(
                names = "--to",
                paramLabel = "OFFSET|TIME",
                description = "First record that does not belong to them (default: behind the newest at the start).")
        private String to;

        @Option(
                names = "--kafka",
                paramLabel = "KEY=VALUE",
                description = "A setting of the Kafka client, such as security.protocol=SSL; may be repeated.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(
                names = "--registry",
                paramLabel = "KEY=VALUE",
                description =
                        "A setting of the schema registry that the records' schemas are in: url, basic-auth (user:password), token, "
                                + "truststore, truststore-password, keystore, keystore-password, timeout-millis; may be repeated.")
        private Map<String, String> registry = new LinkedHashMap<>();

        private ImageSet open() throws IOException {
            Map<String, Object> all = new HashMap<>(settings);
            all.put("bootstrap.servers", bootstrap);
            return TopicImages.open(
                    all,
                    registry.isEmpty() ? WireFormat.SINGLE_OBJECT : WireFormat.confluent(RegistrySettings.of(registry)),
                    topic,
                    Optional.ofNullable(from).map(text -> TopicPosition.parse(text, "--from")),
                    Optional.ofNullable(to).map(text -> TopicPosition.parse(text, "--to")));
        }
    }

    ImageSet open() throws IOException {
        return range == null ? ImageSets.open(path) : range.open();
    }
}
