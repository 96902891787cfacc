package io.latentwatch.local.demo;

import static java.util.Objects.requireNonNull;

import io.latentwatch.local.page.PageOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the demo is to run.
 *
 * @param network the main network, whose figures count
 * @param beside networks whose figures stand beside it; may be empty
 * @param out where the summary, the log and the brokers' files go
 * @param speedImages clean images sent to the main network as fast as they go, before the sample, at most; 0 leaves that part out
 * @param rate images a second of the sample, well below what the job manages, so that the latency is not that of a queue
 * @param jobOptions options of the job that count more than the demo's
 * @param keepRunning whether the main network's broker and job go on after the table
 * @param page whether a page shows the main network's job while it runs
 */
record DemoOptions(
        DemoNetwork network,
        List<DemoNetwork> beside,
        Path out,
        int speedImages,
        double rate,
        Map<String, String> jobOptions,
        boolean keepRunning,
        PageOption page) {
    DemoOptions {
        requireNonNull(page, "page is null");
        beside = List.copyOf(beside);
        jobOptions = Map.copyOf(jobOptions);
        if (speedImages < 0) {
            throw new IllegalArgumentException("--speed-images is " + speedImages + ", expected at least 0");
        }
        if (!(rate > 0)) {
            throw new IllegalArgumentException("--rate is " + rate + ", expected more than 0 images a second");
        }
    }
}
