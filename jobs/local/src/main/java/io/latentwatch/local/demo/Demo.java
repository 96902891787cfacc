package io.latentwatch.local.demo;

import io.latentwatch.bundle.Folders;
import io.latentwatch.local.page.PageOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the whole system on this machine, for one network after the other, and accounts for every image. */
final class Demo {
    private final DemoOptions options;
    private final Path running;

    /** Is shown the result while the main network's broker and job may still run. */
    interface Audience {
        void show(DemoResult result, double alpha, String bootstrapServers) throws IOException, InterruptedException;
    }

    Demo(DemoOptions options) {
        this.options = options;
        this.running = options.out().resolve("running");
    }

    /** The route: the main network judges, then those beside it do, each on a broker of its own; then all of it is shown. */
    void run(Audience audience) throws Exception {
        Folders.delete(running); // of a demo that was cut off
        network(options.network(), options.keepRunning(), options.page())
                .run(
                        Workload.main(options),
                        (main, alpha, bootstrapServers) ->
                                audience.show(new DemoResult(main, beside()), alpha, bootstrapServers));
        Folders.delete(running);
    }

    private List<NetworkResult> beside() throws Exception {
        List<NetworkResult> results = new ArrayList<>();
        for (DemoNetwork network : options.beside()) {
            network(network, false, new PageOption())
                    .run(Workload.beside(network, options), (result, alpha, bootstrapServers) -> results.add(result));
        }
        return results;
    }

    private NetworkRun network(DemoNetwork network, boolean keepRunning, PageOption page) {
        return new NetworkRun(network, options.jobOptions(), running.resolve(network.name()), keepRunning, page);
    }
}
