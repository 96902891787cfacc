package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.infer.Device;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.infer.SharedSessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.junit.jupiter.api.Test;

/** Subtasks of one JVM judge by one session of the demo's network. */
class SharedSessionsTest {
    private static final int THREADS = 1;

    @Test
    void aSessionIsOneForAllAndClosesWithTheLastThatUsesIt() throws IOException {
        Bundle bundle = BundleReader.read(DemoData.BUNDLE);
        MonitorSession first = acquire(bundle, THREADS);
        assertThat(acquire(bundle, THREADS)).isSameAs(first);
        assertThat(acquire(bundle, THREADS + 1)).isNotSameAs(first);
        release(bundle, THREADS + 1);

        release(bundle, THREADS);
        assertThat(probabilityOfABlackImage(first, bundle)).isBetween(0f, 1f);

        release(bundle, THREADS);
        assertThatThrownBy(() -> probabilityOfABlackImage(first, bundle)).isInstanceOf(IllegalStateException.class);

        MonitorSession anew = acquire(bundle, THREADS);
        assertThat(anew).isNotSameAs(first);
        assertThat(probabilityOfABlackImage(anew, bundle)).isBetween(0f, 1f);
        release(bundle, THREADS);
    }

    /** More is given back than was taken where a start fails half-way: nobody else's session closes by it. */
    @Test
    void givingBackWhatNobodyHasChangesNothing() throws IOException {
        Bundle bundle = BundleReader.read(DemoData.ANP_VS_BUNDLE);
        release(bundle, THREADS);

        MonitorSession session = acquire(bundle, THREADS);
        release(bundle, THREADS + 1);

        assertThat(probabilityOfABlackImage(session, bundle)).isBetween(0f, 1f);
        release(bundle, THREADS);
    }

    private static MonitorSession acquire(Bundle bundle, int threads) {
        return SharedSessions.acquire(bundle, threads, Device.CPU);
    }

    private static void release(Bundle bundle, int threads) {
        SharedSessions.release(bundle, threads, Device.CPU);
    }

    private static float probabilityOfABlackImage(MonitorSession session, Bundle bundle) {
        Manifest.Input input = bundle.manifest().input();
        ByteBuffer black = ByteBuffer.allocateDirect(input.channels() * input.height() * input.width());
        return session.infer(black, 1, LongBuffer.allocate(0)).probabilities()[0];
    }
}
