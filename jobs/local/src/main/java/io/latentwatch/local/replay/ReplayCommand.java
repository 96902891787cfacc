package io.latentwatch.local.replay;

import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.ProgressLine;
import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch replay}: feeds a set of images into any Kafka. */
@Command(name = "replay", description = "Sends the images of a set to a topic, as Avro records of Image.")
public final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--images",
            required = true,
            paramLabel = "PATH",
            description = "What to send: " + ImageSets.KINDS + ".")
    private Path images;

    @Option(
            names = "--topic",
            defaultValue = Topics.IMAGES,
            paramLabel = "NAME",
            description = "Where to. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(names = "--rate", paramLabel = "N[/s]", description = "Images a second; without it, as fast as it goes.")
    private Optional<String> rate = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many images; without it, all.")
    private Optional<Long> limit = Optional.empty();

    @Option(names = "--source", paramLabel = "NAME", description = "Source of all images; without it, the set's own.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--progress", description = "Show a progress bar.")
    private boolean progress;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        Pace pace = pace();
        ImageSet set = ImageSets.open(images);
        kafka.requireTopics(Map.of(topic, "images"));
        long count = Math.min(set.size(), limit.orElse(Long.MAX_VALUE));
        long start = System.nanoTime();
        try (ImageProducer producer = new ImageProducer(kafka.settings(), topic, kafka.wireFormat());
                Stream<LabelledImage> stream = set.images();
                ProgressLine line = ProgressLine.open(progress, "replay", count)) {
            Iterator<LabelledImage> next = stream.limit(count).iterator();
            while (next.hasNext()) {
                Image image = ImageProducer.avro(next.next());
                source.ifPresent(image::setSource);
                pace.await();
                producer.send(image, stored -> line.step());
            }
            producer.flush();
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf(
                "sent %,d images to %s in %.1f s: %s%n", count, topic, taken.toMillis() / 1000.0, set.description());
        return 0;
    }

    private Pace pace() {
        if (rate.isEmpty()) {
            return Pace.unlimited();
        }
        String number =
                rate.get().endsWith("/s") ? rate.get().substring(0, rate.get().length() - 2) : rate.get();
        try {
            return Pace.perSecond(Double.parseDouble(number));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--rate is '%s', expected images a second such as 500 or 0.5/s".formatted(rate.get()), e);
        }
    }
}
