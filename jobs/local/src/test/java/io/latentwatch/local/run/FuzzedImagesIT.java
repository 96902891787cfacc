package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.DeadLetter;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand images that were tampered with: each becomes a verdict or a dead letter, none costs much. */
@Timeout(300)
class FuzzedImagesIT {
    private static final int IMAGES = 10_000;
    private static final long MAX_HEAP_GROWTH = 64 << 20;

    @TempDir
    private Path folder;

    /** Time is what the thread took, so that a busy machine does not count. */
    @Test
    void noneTakesMoreThanASecondNorLeavesAnythingInTheHeap() throws Exception {
        List<Image> images = FuzzedImages.of(1, IMAGES);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Detector detector = OnnxDetector.open(DemoData.BUNDLE, DetectorOptions.DEFAULTS)) {
            inspect(detector, images.get(1));
            long before = heapInUse();
            int judged = 0;
            long longest = 0;
            for (Image image : images) {
                long start = threads.getCurrentThreadCpuTime();
                Outcome outcome = inspect(detector, image);
                long taken = threads.getCurrentThreadCpuTime() - start;
                longest = Math.max(longest, taken);
                assertThat(Duration.ofNanos(taken))
                        .as("%s: %s", image.getId(), outcome)
                        .isLessThan(Duration.ofSeconds(1));
                judged += outcome instanceof Outcome.Judged ? 1 : 0;
            }
            assertThat(heapInUse() - before).as("bytes of heap").isLessThan(MAX_HEAP_GROWTH);
            assertThat(judged).as("some are sound all the same").isBetween(100, IMAGES / 2);
            System.out.printf(
                    "%,d fuzzed images: %,d judged, the longest took %d ms%n", IMAGES, judged, longest / 1_000_000);
        }
    }

    @Test
    void theJobGivesEachOneItsVerdictOrDeadLetter() throws Exception {
        try (Stack stack = Stack.start()) {
            stack.createTopics("fuzzed");
            Map<Position, Image> sent = stack.send("fuzzed", FuzzedImages.of(2, IMAGES));

            stack.runBounded("fuzzed", Map.of(), folder);

            List<Verdict> verdicts = stack.verdicts("fuzzed");
            List<DeadLetter> letters = stack.deadLetters("fuzzed");
            Set<Position> answered = new HashSet<>();
            verdicts.forEach(verdict -> answered.add(verdict.getPosition()));
            letters.forEach(letter -> answered.add(letter.getPosition()));
            assertThat(verdicts.size() + letters.size()).isEqualTo(IMAGES);
            assertThat(answered).isEqualTo(sent.keySet());
            assertThat(verdicts)
                    .allMatch(verdict -> verdict.getPValue() > 0
                            && verdict.getPValue() <= 1
                            && Double.isFinite(verdict.getSuspicion()));
            assertThat(letters).allMatch(letter -> !letter.getDetail().isBlank());
        }
    }

    private static Outcome inspect(Detector detector, Image image) {
        byte[] bytes = new byte[image.getBytes().remaining()];
        image.getBytes().duplicate().get(bytes);
        return detector.inspect(List.of(new ImageToInspect(
                        new EncodedImage(
                                image.getEncoding(), bytes, image.getHeight(), image.getWidth(), image.getChannels()),
                        true)))
                .get(0);
    }

    /** After collections enough for what finalizers hold. */
    private static long heapInUse() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 3; i++) {
            memory.gc();
            Thread.sleep(100);
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
