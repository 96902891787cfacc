package io.latentwatch.local.page;

import io.latentwatch.schemas.GeneratedCoders;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.util.function.Consumer;

/** A live page of what a job puts out: readers of its topics, what they found, and the server. {@link #close()} ends all of it. */
final class Page implements AutoCloseable {
    private final PageAddress address;
    private final PageServer server;
    private final TopicReader topics;
    private final PictureReader pictures;
    private final EvidenceReader evidence;

    private Page(PageAddress address, PageServer server, LiveView view, PageSettings settings) {
        this.address = address;
        this.server = server;
        this.topics = new TopicReader(settings, view);
        this.pictures = new PictureReader(settings, view);
        this.evidence = new EvidenceReader(settings.evidence(), view);
    }

    /**
     * Starts to read and to serve.
     *
     * @throws IOException if the address cannot be bound
     */
    static Page start(PageAddress address, PageSettings settings) throws IOException {
        GeneratedCoders.use(Verdict.class);
        LiveView view = new LiveView(settings.span(), settings.bundles(), System::currentTimeMillis);
        return new Page(address, PageServer.start(address, view), view, settings);
    }

    /** Where a browser on this machine finds it, such as {@code http://127.0.0.1:8090/}. */
    String url() {
        return server.url();
    }

    /** Says where it is, and who can see it. */
    void announce(Consumer<String> lines) {
        lines.accept("page: " + url());
        if (!address.onLoopback()) {
            lines.accept(
                    "WARNING: the page is open to the network: without password or encryption, whoever reaches this port sees the flagged images, their sources and the alarms");
        }
    }

    @Override
    public void close() {
        server.close();
        evidence.close();
        pictures.close();
        topics.close();
    }
}
