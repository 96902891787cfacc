package io.latentwatch.local.page;

import java.io.IOException;
import java.time.Duration;

/** Asks every second how near the job's statistics are to their limits, and tells the view. On a thread of its own, since metrics may take their time. */
final class EvidenceReader implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final String METRICS = "metrics";

    private final Evidence.Source source;
    private final LiveView view;
    private final PageThread thread;

    /** Starts to ask. */
    EvidenceReader(Evidence.Source source, LiveView view) {
        this.source = source;
        this.view = view;
        this.thread = PageThread.start(METRICS, view, this::run);
    }

    private void run(PageThread running) throws InterruptedException {
        do {
            look();
        } while (!running.pause(BETWEEN_LOOKS));
    }

    private void look() throws InterruptedException {
        try {
            view.evidence(source.read());
            view.noTrouble(METRICS);
        } catch (IOException e) {
            view.trouble(METRICS, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
