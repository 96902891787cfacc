package io.latentwatch.local.page;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One of the page's threads, which works until it is closed. A daemon: where something is still waited for after some seconds, it ends with the process. */
final class PageThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** What it does, looking at {@link #closed()} often. */
    @FunctionalInterface
    interface Work {
        void run(PageThread thread) throws InterruptedException;
    }

    private PageThread(String name, LiveView view, Work work) {
        requireNonNull(work, "work is null");
        this.thread = new Thread(
                () -> {
                    try {
                        work.run(this);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        view.trouble(name, "ended early, start the page again (" + e + ")");
                        throw e; // for the log
                    }
                },
                "page-" + name);
        thread.setDaemon(true);
    }

    /** Starts one. If it ends by a fault of ours, the view says so. */
    static PageThread start(String name, LiveView view, Work work) {
        PageThread started = new PageThread(name, view, work);
        started.thread.start();
        return started;
    }

    boolean closed() {
        return closing.getCount() == 0;
    }

    /** Waits, no longer than until it is closed; whether it is. */
    boolean pause(Duration atMost) throws InterruptedException {
        return closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
