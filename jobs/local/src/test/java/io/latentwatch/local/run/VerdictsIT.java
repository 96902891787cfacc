package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.TwinSampling;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.ScoreSet;
import io.latentwatch.schemas.Verdict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the job says of an image is what the detector says of it: real broker, real job. */
@Timeout(120)
class VerdictsIT {
    private static final String TWIN_KEY = "a test's key";
    private static final double TWIN_RATE = 0.5;

    @TempDir
    private Path folder;

    @Test
    void verdictsEqualTheDetectorsAndTheLastPartialBatchIsJudged() throws Exception {
        // 1,001 images in batches of 64 that wait for ever: only the end of the input can bring the last ones out.
        List<Image> images = DemoData.images(1_001);
        try (Stack stack = Stack.start()) {
            stack.createTopics("equal");
            Map<Position, Image> sent = stack.send("equal", images);
            stack.runBounded(
                    "equal",
                    Map.of(
                            "batch.timeout",
                            "1 h",
                            "batch.wait",
                            "1e9",
                            "twin.rate",
                            Double.toString(TWIN_RATE),
                            "twin.key",
                            TWIN_KEY),
                    folder);

            List<Verdict> verdicts = stack.verdicts("equal");
            assertThat(verdicts).extracting(Verdict::getPosition).containsExactlyInAnyOrderElementsOf(sent.keySet());
            compare(verdicts, sent);
        }
    }

    private static void compare(List<Verdict> verdicts, Map<Position, Image> sent) throws Exception {
        TwinSampling twins = new TwinSampling(TWIN_KEY);
        int differing = 0;
        try (Detector detector = OnnxDetector.open(DemoData.BUNDLE, DetectorOptions.DEFAULTS)) {
            for (Verdict verdict : verdicts) {
                Position at = verdict.getPosition();
                boolean twinned = twins.twinned(at.getTopic(), at.getPartition(), at.getOffset(), TWIN_RATE);
                Judgement direct = judge(detector, sent.get(at), twinned);
                assertThat(verdict.getBundleId()).isEqualTo(detector.bundleId());
                assertThat(verdict.getScoreSet()).isEqualTo(twinned ? ScoreSet.TWIN : ScoreSet.PLAIN);
                assertThat(verdict.getPredictedName())
                        .isEqualTo(detector.classes().get(verdict.getPredictedClass()));
                if (verdict.getPredictedClass() != direct.predictedClass()
                        || verdict.getFlagged() != direct.flagged()
                        || Math.abs(verdict.getPValue() - direct.pValue()) > 1e-3) {
                    differing++;
                }
            }
        }
        // Batches of other sizes use other kernels, so that a score on a rounding edge may fall to its other side.
        assertThat(differing)
                .as("verdicts that differ from the detector's, at most 1 in 1,000")
                .isLessThanOrEqualTo(1);
    }

    private static Judgement judge(Detector detector, Image image, boolean twinned) {
        ByteBuffer buffer = image.getBytes().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        EncodedImage encoded =
                new EncodedImage(image.getEncoding(), bytes, image.getHeight(), image.getWidth(), image.getChannels());
        Outcome outcome =
                detector.inspect(List.of(new ImageToInspect(encoded, twinned))).get(0);
        return ((Outcome.Judged) outcome).judgement();
    }
}
