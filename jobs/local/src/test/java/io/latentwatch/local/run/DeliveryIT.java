package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.schemas.DistortionWindow;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the job owes its input, through stops, restarts and failures: real broker, real job. */
@Timeout(300)
class DeliveryIT {
    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void nothingIsLostOrDoubledInTenThousandImagesWithAStopInTheMiddle() throws Exception {
        stack.createTopics("stop");
        MonitoringConfiguration configuration = stack.configuration("stop", Map.of());
        List<Image> images = DemoData.images(10_000);
        Map<Position, Image> sent = stack.send("stop", images.subList(0, 6_000));
        String savepoint;
        try (LocalJob job = stack.startJob(configuration, folder, Optional.empty())) {
            awaitVerdicts("stop", 1_000, job);
            savepoint = job.stopWithSavepoint(folder, Duration.ofSeconds(30));
        }

        sent.putAll(stack.send("stop", images.subList(6_000, 10_000)));
        try (LocalJob job = stack.startJob(configuration, folder, Optional.of(savepoint))) {
            awaitVerdicts("stop", 10_000, job);
            job.stopWithSavepoint(folder, Duration.ofSeconds(30));
        }

        assertThat(sent).hasSize(10_000);
        List<Verdict> verdicts = stack.verdicts("stop");
        assertThat(verdicts)
                .extracting(Verdict::getPosition)
                .as("one verdict for each image's position")
                .containsExactlyInAnyOrderElementsOf(sent.keySet());
        assertThat(verdicts)
                .allMatch(verdict -> verdict.getImageId()
                        .equals(sent.get(verdict.getPosition()).getId()));
        assertThat(stack.deadLetters("stop")).isEmpty();
    }

    @Test
    void nothingIsLostWhenATaskManagerDiesAndDuplicatesAgree() throws Exception {
        Map<Position, Image> sent = judgeWithACrash("crash", Map.of("delivery", "at-least-once"));

        Map<Position, List<Verdict>> verdicts =
                stack.verdicts("crash").stream().collect(Collectors.groupingBy(Verdict::getPosition));
        assertThat(verdicts.keySet()).containsExactlyInAnyOrderElementsOf(sent.keySet());
        assertThat(verdicts.values())
                .as("duplicates agree")
                .allSatisfy(same -> assertThat(same)
                        .extracting(DeliveryIT::whatDuplicatesShare)
                        .containsOnly(whatDuplicatesShare(same.get(0))));
    }

    @Test
    void nothingIsDoubledEitherWithExactlyOnceDelivery() throws Exception {
        Map<Position, Image> sent =
                judgeWithACrash("exact", Map.of("delivery", "exactly-once", "checkpoint.interval", "500 ms"));

        assertThat(stack.verdicts("exact"))
                .extracting(Verdict::getPosition)
                .containsExactlyInAnyOrderElementsOf(sent.keySet());
    }

    @Test
    void drainingJudgesAllThatWasReadAndClosesItsWindows() throws Exception {
        stack.createTopics("drain");
        // No window would come to its end by itself.
        Map<String, String> options =
                Map.of("batch.size", "1000", "batch.timeout", "10 min", "batch.wait", "1e9", "window.size", "365 d");
        try (LocalJob job = stack.startJob(stack.configuration("drain", options), folder, Optional.empty())) {
            stack.send("drain", DemoData.images(3_000));
            awaitVerdicts("drain", 1, job);
            stack.send("drain", DemoData.images(3_000)); // so that something is in flight
            assertThat(stack.count("drain.distortion")).isZero();
            job.drain(folder, Duration.ofSeconds(60));
        }

        List<Verdict> verdicts = stack.verdicts("drain");
        Map<Integer, List<Long>> offsets = verdicts.stream()
                .map(Verdict::getPosition)
                .collect(Collectors.groupingBy(
                        Position::getPartition, Collectors.mapping(Position::getOffset, Collectors.toList())));
        assertThat(offsets.values())
                .isNotEmpty()
                .allSatisfy(judged -> assertThat(judged)
                        .as("each of a partition's images up to the last one, once")
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.range(0, judged.size()).boxed().toList()));
        Map<String, Long> imagesByLayer = new HashMap<>();
        for (byte[] value : stack.values("drain.distortion")) {
            DistortionWindow window = DistortionWindow.getDecoder().decode(value);
            imagesByLayer.merge(window.getLayer(), window.getImages(), Long::sum);
        }
        assertThat(imagesByLayer).isNotEmpty();
        assertThat(imagesByLayer.values())
                .as("each judged image is in a window that was written")
                .containsOnly((long) verdicts.size());
    }

    private Map<Position, Image> judgeWithACrash(String prefix, Map<String, String> options) throws Exception {
        stack.createTopics(prefix);
        List<Image> images = DemoData.images(6_000);
        Map<Position, Image> sent = stack.send(prefix, images.subList(0, 4_000));
        try (LocalJob job = stack.startJob(stack.configuration(prefix, options), folder, Optional.empty())) {
            awaitVerdicts(prefix, 1_000, job);
            job.replaceTaskManager();
            sent.putAll(stack.send(prefix, images.subList(4_000, 6_000)));
            awaitVerdictsOf(prefix, sent.keySet().size(), job);
            job.stopWithSavepoint(folder, Duration.ofSeconds(60));
        }
        assertThat(sent).hasSize(6_000);
        return sent;
    }

    private static List<Object> whatDuplicatesShare(Verdict verdict) {
        return List.of(
                verdict.getImageId(),
                verdict.getRole(),
                verdict.getBundleId(),
                verdict.getPredictedClass(),
                verdict.getFlagged());
    }

    private static void awaitVerdicts(String prefix, int count, LocalJob job) throws Exception {
        await(prefix, count, job, verdicts -> (long) verdicts.size());
    }

    private static void awaitVerdictsOf(String prefix, int positions, LocalJob job) throws Exception {
        await(
                prefix,
                positions,
                job,
                verdicts ->
                        verdicts.stream().map(Verdict::getPosition).distinct().count());
    }

    private static void await(String prefix, long count, LocalJob job, Function<List<Verdict>, Long> counted)
            throws Exception {
        Awaiting.until(job, () -> counted.apply(stack.verdicts(prefix)) >= count);
    }
}
