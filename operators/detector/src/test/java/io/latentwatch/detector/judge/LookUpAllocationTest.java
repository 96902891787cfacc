package io.latentwatch.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.latentwatch.bundle.Manifest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the job does with each image's scores: it looks them up by binary search and makes no object. */
class LookUpAllocationTest {
    private static final int CLASSES = 3;
    private static final int IMAGES = 1_000;
    private static final Manifest.Scores NAMES = new Manifest.Scores(
            List.of("activation/a", "activation/b", "confidence/max-softmax", "noise/quiet-places"),
            List.of("latent-twin/a/bits-1", "softmax-twin/bits-1"),
            List.of("bits-1"),
            5);
    private static final int PLAIN = NAMES.plain().size();
    private static final int TWIN = NAMES.twin().size();

    private final Random random = new Random(47);
    private final Suspicion suspicion = new Suspicion(
            Standardisation.fit(
                    scores(900, PLAIN + TWIN), random.ints(900, 0, CLASSES).toArray(), CLASSES),
            NAMES);
    private final CalibrationTable table = CalibrationTable.promising(
            0.01, PacRank.RISK, random.doubles(8_000, -1, 5).toArray(), "test");

    /** Counts what was seen, so that no look-up can be left out as useless. */
    private int seen;

    @Test
    void lookingAnImagesScoresUpAllocatesNothing() {
        float[] plain = scores(1, IMAGES * PLAIN)[0];
        float[] twin = scores(1, IMAGES * TWIN)[0];
        allocatedBy(() -> lookUp(plain, twin)); // loads classes, those that measure too
        // Measuring itself takes some; one object for each look-up would be 640,000.
        assertThat(allocatedBy(() -> lookUp(plain, twin)))
                .as("bytes that 40,000 look-ups allocate")
                .isLessThan(1_000);
        assertThat(seen).isPositive();
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** 20,000 images with a twin and 20,000 without one. */
    private void lookUp(float[] plain, float[] twin) {
        for (int i = 0; i < 20_000; i++) {
            int image = i % IMAGES;
            int predicted = i % CLASSES;
            judge(suspicion.ofPlain(predicted, plain, image * PLAIN));
            judge(suspicion.ofAll(predicted, plain, image * PLAIN, twin, image * TWIN));
        }
    }

    private void judge(double suspected) {
        seen += table.pValue(suspected) < 0.5 ? 1 : 0;
        seen += table.flags(suspected) ? 1 : 0;
        seen += table.expected().share() > 0.005 ? 1 : 0;
        seen += suspicion.loudest().length();
        seen += suspicion.overconfident() ? 1 : 0;
        seen += suspicion.foreign() ? 1 : 0;
        seen += suspicion.noisy() ? 1 : 0;
    }

    private float[][] scores(int images, int count) {
        float[][] scores = new float[images][count];
        for (float[] row : scores) {
            for (int s = 0; s < count; s++) {
                row[s] = (float) -Math.log(1 - random.nextDouble());
            }
        }
        return scores;
    }
}
