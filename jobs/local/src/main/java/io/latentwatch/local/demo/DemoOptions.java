package io.latentwatch.local.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the demo is to run.
 *
 * @param bundle what judges
 * @param samples sets of images that are sent, clean and attacked ones
 * @param out where the summary, the log and the broker's files go
 * @param speedImages clean images sent as fast as they go, before the sample, at most; 0 leaves that part out
 * @param rate images a second of the sample, well below what the job manages, so that the latency is not that of a queue
 * @param jobOptions options of the job that count more than the demo's
 * @param keepRunning whether broker and job go on after the table
 */
record DemoOptions(
        Path bundle,
        List<Path> samples,
        Path out,
        int speedImages,
        double rate,
        Map<String, String> jobOptions,
        boolean keepRunning) {
    DemoOptions {
        samples = List.copyOf(samples);
        jobOptions = Map.copyOf(jobOptions);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no sample is given, expected at least one (--sample)");
        }
        if (speedImages < 0) {
            throw new IllegalArgumentException("--speed-images is " + speedImages + ", expected at least 0");
        }
        if (!(rate > 0)) {
            throw new IllegalArgumentException("--rate is " + rate + ", expected more than 0 images a second");
        }
    }
}
