package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.local.Main;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.monitoring.StartChecks;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmEvent;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live page of a real job on a real broker, while clean and attacked images come whose producers tried to write scripts into it. */
@Timeout(300)
class PageIT {
    private static final String TOPICS = "watched";
    private static final String SCRIPT =
            "</span></script><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    private static final Pattern SHOWN = Pattern.compile("<img alt=\"([^\"]*)\"[^>]*title=\"28 x 28 pixels\"");

    @TempDir
    private Path folder;

    @Test
    void showsWhatTheJobFoundAndRunsNoScriptOfAProducer() throws Exception {
        assumeTrue(
                RealChromium.program().isPresent(),
                "skipped: there is no program named chromium on the path (apt-get install chromium)");
        try (Stack stack = Stack.start()) {
            stack.createTopics(TOPICS);
            int metrics = LoopbackPorts.free(1).get(0);
            MonitoringConfiguration configuration = StartChecks.run(
                    stack.configuration(TOPICS, Map.of("start.offsets", "earliest", "window.size", "2 s")));
            try (LocalJob job = LocalJob.start(configuration, folder, Optional.empty(), OptionalInt.of(metrics))) {
                BlockingQueue<String> lines = new ArrayBlockingQueue<>(10);
                ServedPage.option()
                        .during(
                                configuration,
                                job::evidence,
                                lines::add,
                                () -> watch(stack, job, ServedPage.announcedIn(lines), metrics));
            }
        }
    }

    private void watch(Stack stack, LocalJob job, ServedPage page, int metrics) throws Exception {
        Map<Position, Image> sent = stack.send(TOPICS, images());
        Awaiting.until(
                job,
                () -> stack.count(TOPICS + ".verdicts") == sent.size()
                        && !raised(stack).isEmpty()
                        && settled(page.snapshot(), sent.size()));
        JsonNode shown = page.snapshot();
        List<Verdict> flagged =
                stack.verdicts(TOPICS).stream().filter(Verdict::getFlagged).toList();

        assertThat(shown.get("troubles")).isEmpty();
        assertThat(shown.at("/totals/verdicts").asInt()).isEqualTo(sent.size());
        assertThat(shown.at("/totals/flagged").asInt()).isEqualTo(flagged.size());
        assertThat(shown.get("alarmsRaised").asInt()).isEqualTo(raised(stack).size());
        assertPictures(page, shown, sent, flagged);
        assertInBrowser(page, stack, sent.size(), flagged.size());
        assertCommand(stack, page, metrics);
        assertThat(groups(stack)).as("consumer groups, the job's own at most").isSubsetOf(TOPICS);
    }

    /** 400 clean ones and 200 attacked ones with hostile names, taken a minute ago, and 40 clean ones taken now, which close the windows of the others. */
    private static List<Image> images() throws IOException {
        long now = System.currentTimeMillis();
        List<Image> images = new ArrayList<>();
        List<Image> clean = DemoData.images(440);
        clean.subList(0, 400).forEach(image -> images.add(taken(image, now - 60_000)));
        try (Stream<LabelledImage> attacked =
                ImageSets.open(Path.of("demo/standard/pgd-0.1.avro")).images()) {
            attacked.limit(200).map(ImageProducer::avro).forEach(image -> {
                image.setId(image.getId() + SCRIPT);
                image.setSource("client" + SCRIPT);
                image.setAttributes(Map.of(SCRIPT, SCRIPT));
                images.add(taken(image, now - 60_000));
            });
        }
        clean.subList(400, 440).forEach(image -> images.add(taken(image, now)));
        return images;
    }

    private static Image taken(Image image, long millis) {
        image.setEventTimeMillis(millis);
        return image;
    }

    private static List<Alarm> raised(Stack stack) throws IOException {
        return stack.alarms(TOPICS).stream()
                .filter(alarm -> alarm.getEvent() == AlarmEvent.RAISED)
                .toList();
    }

    /** Whether all verdicts have been read, each picture has been fetched, and evidence and a window are there. */
    private static boolean settled(JsonNode shown, int verdicts) {
        return ServedPage.hasAllPictures(shown)
                && shown.at("/totals/verdicts").asInt() == verdicts
                && shown.get("alarms").size() > 0
                && shown.get("evidence").size() > 0
                && shown.at("/windows/spans").size() > 0;
    }

    private static void assertPictures(
            ServedPage page, JsonNode shown, Map<Position, Image> sent, List<Verdict> flagged) throws Exception {
        assertThat(shown.get("gallery")).isNotEmpty();
        for (JsonNode image : shown.get("gallery")) {
            String[] place = image.get("position").asText().split("/", -1);
            Position position = new Position(place[0], Integer.parseInt(place[1]), Long.parseLong(place[2]));
            Verdict verdict = flagged.stream()
                    .filter(one -> one.getPosition().equals(position))
                    .findFirst()
                    .orElseThrow();
            assertThat(image.get("predicted").asText()).isEqualTo(verdict.getPredictedName());
            assertThat(image.get("pValue").asDouble())
                    .isCloseTo(verdict.getPValue(), within(1e-3 * verdict.getPValue()));
            assertThat(image.at("/features/0/name").asText())
                    .isEqualTo(verdict.getTopFeatures().get(0).getLayer() + "/"
                            + verdict.getTopFeatures().get(0).getIndex());
            assertThat(pixels(page, image.get("picture").asText()))
                    .isEqualTo(samples(ImageIO.read(new ByteArrayInputStream(
                            sent.get(position).getBytes().array()))));
            byte[] example = Files.readAllBytes(
                    DemoData.BUNDLE.resolve("examples/class-%d.png".formatted(verdict.getPredictedClass())));
            assertThat(pixels(page, image.get("example").asText()))
                    .isEqualTo(samples(ImageIO.read(new ByteArrayInputStream(example))));
        }
    }

    private static byte[] pixels(ServedPage page, String path) throws Exception {
        return samples(ImageIO.read(new ByteArrayInputStream(page.get(path))));
    }

    /** Of a grey image, rows first. */
    private static byte[] samples(BufferedImage image) {
        byte[] samples = new byte[image.getWidth() * image.getHeight()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0);
        }
        return samples;
    }

    private void assertInBrowser(ServedPage page, Stack stack, int verdicts, int flagged) throws Exception {
        String elements = RealChromium.in(folder).elements(page.address().toString());

        assertThat(elements)
                .contains("data-state=\"live\"")
                .contains(verdicts + " verdicts read")
                .contains(flagged + " in all")
                .contains(raised(stack).size() + " raised")
                .contains("lenet5-caffe")
                .contains("stream, flags: ")
                .contains("Of the limit where an alarm is raised: ")
                .contains("Windows of event time, relative to clean images")
                .contains("<canvas");
        assertThat(elements)
                .as("the script of a source's, an image's and an attribute's name is text")
                .contains("client&lt;/span&gt;&lt;/script&gt;&lt;img src=x onerror=")
                .contains(" = &lt;/span&gt;")
                .doesNotContain("<img src=\"x\"", "<img src=x", "<title>owned")
                .contains("<title>Latentwatch</title>");
        List<String> shown = new ArrayList<>();
        for (Matcher image = SHOWN.matcher(elements); image.find(); ) {
            shown.add(image.group(1));
        }
        assertThat(shown)
                .as("pictures that the browser has decoded")
                .anyMatch(name -> name.startsWith("flagged image "))
                .anyMatch(name -> name.startsWith("clean example of "))
                .hasSize(2 * page.snapshot().get("gallery").size());
    }

    /** The command shows the same of this job, and reads the evidence where Flink serves it to Prometheus. */
    private static void assertCommand(Stack stack, ServedPage page, int metrics) throws Exception {
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(10);
        Thread command = new Thread(
                () -> Main.commandLine()
                        .setOut(new PrintWriter(new Lines(lines), true))
                        .execute(
                                "page",
                                "--bootstrap-servers=" + stack.bootstrapServers(),
                                "--prefix=" + TOPICS,
                                "--address=127.0.0.1:0",
                                "--bundle=" + DemoData.BUNDLE,
                                "--metrics=http://127.0.0.1:" + metrics + "/metrics"),
                "page-command");
        command.start();
        try {
            ServedPage second = ServedPage.announcedIn(lines);
            JsonNode first = page.snapshot();
            Awaiting.until(() ->
                    settled(second.snapshot(), first.at("/totals/verdicts").asInt()));
            JsonNode shown = second.snapshot();
            assertThat(shown.get("totals")).isEqualTo(first.get("totals"));
            assertThat(shown.get("alarmsRaised")).isEqualTo(first.get("alarmsRaised"));
            assertThat(shown.get("evidence").fieldNames()).toIterable().contains("stream flags");
        } finally {
            command.interrupt();
            command.join();
        }
    }

    private static List<String> groups(Stack stack) throws Exception {
        try (Admin admin = Admin.create(stack.clientSettings())) {
            return admin.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .toList();
        }
    }

    /** Takes what is printed, line by line. */
    private static final class Lines extends Writer {
        private final BlockingQueue<String> lines;
        private final StringBuilder line = new StringBuilder();

        private Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void write(char[] text, int from, int length) {
            for (int i = from; i < from + length; i++) {
                if (text[i] == '\n') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(text[i]);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
