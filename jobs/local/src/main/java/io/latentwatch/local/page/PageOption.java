package io.latentwatch.local.page;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Whether a command that runs the job serves a page beside it, and where. */
public final class PageOption {
    @Option(
            names = "--page",
            arity = "0..1",
            fallbackValue = PageAddress.DEFAULT,
            paramLabel = "HOST:PORT",
            description = "Serve a live page of what the job finds. Without an address on " + PageAddress.DEFAULT
                    + ", for this machine only. Whoever reaches it sees flagged images: it asks for no password.")
    private Optional<String> page = Optional.empty();

    @Option(
            names = "--page-name",
            paramLabel = "NAME",
            description =
                    "A name, without port, that browsers may ask the page by, beside localhost and addresses; may be repeated.")
    private Set<String> names = new LinkedHashSet<>();

    /**
     * Checks what was given.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public void check() {
        page.ifPresent(text -> address());
    }

    /** What a job is watched during. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /**
     * Serves a page, if there is to be one, as long as the work takes.
     *
     * @param job the job's configuration: topics, security and bundle are taken from it
     * @param evidence the job's metrics
     * @param lines is told where the page is, and who can see it
     * @throws IOException if the address cannot be bound, or the bundle not be read
     */
    public void during(MonitoringConfiguration job, Evidence.Source evidence, Consumer<String> lines, Work work)
            throws Exception {
        if (page.isEmpty()) {
            work.run();
            return;
        }
        PageAddress address = address();
        try (Page served = Page.start(address, PageSettings.of(job, evidence))) {
            served.announce(lines);
            work.run();
        }
    }

    private PageAddress address() {
        return PageAddress.of(page.orElseThrow(), names);
    }
}
