package io.latentwatch.local.page;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.flink.received.InputFormat;
import io.latentwatch.local.broker.KafkaConnection;
import io.latentwatch.local.broker.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./latentwatch page}: the live page of a job that runs anywhere, until Ctrl-C. */
@Command(
        name = "page",
        description =
                "Serves a live page of what a job finds that runs anywhere: it reads the job's topics, in no consumer group. Ctrl-C ends it.")
public final class PageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private KafkaConnection kafka;

    @Option(
            names = "--address",
            defaultValue = PageAddress.DEFAULT,
            paramLabel = "HOST:PORT",
            description =
                    "Where it is served; port 0 for a free one. Default: ${DEFAULT-VALUE}, for this machine only. Whoever reaches it sees flagged images: it asks for no password.")
    private String address;

    @Option(
            names = "--page-name",
            paramLabel = "NAME",
            description =
                    "A name, without port, that browsers may ask the page by, beside localhost and addresses; may be repeated.")
    private Set<String> names = new LinkedHashSet<>();

    @Option(
            names = "--prefix",
            defaultValue = Topics.PREFIX,
            paramLabel = "NAME",
            description = "What the topics' names start with, before a dot. Default: ${DEFAULT-VALUE}.")
    private String prefix;

    @Option(
            names = "--input-format",
            defaultValue = "avro",
            paramLabel = "FORMAT",
            description =
                    "What the images topic's records hold, avro or image-bytes, as the job's input.format. Default: ${DEFAULT-VALUE}.")
    private String inputFormat;

    @Option(
            names = "--bundle",
            paramLabel = "PATH",
            description =
                    "A copy of a bundle that judges: its examples are shown beside flagged images, and distortion is relative to its clean images; may be repeated.")
    private List<Path> bundles = List.of();

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description =
                    "Where a task manager serves its metrics to Prometheus, such as http://127.0.0.1:9249/metrics: the evidence is there and in no topic; may be repeated.")
    private List<URI> metrics = List.of();

    @Option(
            names = "--span",
            defaultValue = "5 min",
            paramLabel = "TIME",
            description = "Time that the charts show, such as 1 h. Default: ${DEFAULT-VALUE}.")
    private String span;

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        PageAddress served = PageAddress.of(address, names);
        PageSettings settings = settings();
        kafka.requireTopics(settings.topics().kinds());
        CountDownLatch asked = new CountDownLatch(1);
        try (Page page = Page.start(served, settings)) {
            PrintWriter out = command.commandLine().getOut();
            page.announce(out::println);
            out.println("Ctrl-C ends it");
            out.flush();
            Runtime.getRuntime().addShutdownHook(new Thread(asked::countDown, "end-page"));
            asked.await();
        }
        return 0;
    }

    private PageSettings settings() throws IOException {
        List<Bundle> read = new ArrayList<>();
        for (Path bundle : bundles) {
            read.add(BundleReader.read(bundle));
        }
        return new PageSettings(
                kafka.settings(),
                kafka.wireFormat(),
                PageSettings.TopicNames.of(prefix),
                format(inputFormat),
                KnownBundles.of(read),
                time(span),
                metrics.isEmpty() ? List::of : new PrometheusEvidence(metrics));
    }

    private static InputFormat format(String name) {
        return Arrays.stream(InputFormat.values())
                .filter(format -> format.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--input-format is '%s', expected one of %s"
                        .formatted(name, Arrays.toString(InputFormat.values()))));
    }

    private static Duration time(String text) {
        try {
            return TimeUtils.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--span is '%s', expected a time such as 5 min or 1 h; write it so".formatted(text), e);
        }
    }
}
