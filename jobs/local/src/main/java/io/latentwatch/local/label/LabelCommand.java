package io.latentwatch.local.label;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Label;
import io.latentwatch.schemas.Position;
import io.latentwatch.wire.MessageEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch label}: tells retrainings what images show. */
@Command(
        name = "label",
        description = "Sends the true classes of images, out of a file, to the topic that retrainings read.")
public final class LabelCommand implements Callable<Integer> {
    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description =
                    "One label a line: comma-separated values with a first line of column names, or JSON objects; image or topic, partition and "
                            + "offset; label; by and at where known.")
    private Path labels;

    @ArgGroup(multiplicity = "1")
    private Classes classes;

    private static final class Classes {
        @Option(
                names = "--bundle",
                paramLabel = "PATH",
                description = "The bundle whose classes the labels are, by a copy of it on this machine.")
        private Path bundle;

        @Option(names = "--classes", paramLabel = "FILE", description = "The classes' names, one a line, in its order.")
        private Path file;

        private List<String> names() throws IOException {
            return bundle == null
                    ? Files.readAllLines(file)
                    : BundleReader.read(bundle).manifest().classes();
        }
    }

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who labelled, where the file does not say so. Default: the user's name.")
    private String by = System.getProperty("user.name", "");

    @Option(
            names = "--topic",
            defaultValue = Topics.LABELS,
            paramLabel = "NAME",
            description = "Where to. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        LabelFile file = new LabelFile(labels, classes.names(), by);
        kafka.requireTopics(Map.of(topic, "labels"));
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.putIfAbsent("acks", "all");
        settings.putIfAbsent("delivery.timeout.ms", 30_000);
        settings.putIfAbsent("request.timeout.ms", 15_000);
        settings.putIfAbsent("max.block.ms", 15_000);
        MessageEncoder<Label> encoder = new MessageEncoder<>(kafka.wireFormat(), topic, Label.class);
        AtomicReference<Exception> failure = new AtomicReference<>();
        long count;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            count = file.forEach(label -> {
                var unused = producer.send(
                        new ProducerRecord<>(topic, key(label), encoder.encode(label)),
                        (stored, refused) -> failure.compareAndSet(null, refused));
            });
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IOException(
                    "labels could not be stored in topic %s: %s; send the file again, which does no harm"
                            .formatted(topic, failure.get().getMessage()),
                    failure.get());
        }
        System.out.printf("sent %,d labels to %s%n", count, topic);
        return 0;
    }

    /** Labels of one image stand in one partition, in their order. */
    private static byte[] key(Label label) {
        Position position = label.getPosition();
        String image = position == null
                ? label.getImageId()
                : position.getTopic() + "/" + position.getPartition() + "/" + position.getOffset();
        return image.getBytes(StandardCharsets.UTF_8);
    }
}
