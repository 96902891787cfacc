package io.latentwatch.local.demo;

import io.latentwatch.local.Home;
import io.latentwatch.local.LogFile;
import io.latentwatch.local.page.PageOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./latentwatch demo}: the whole system on this machine, and what it made of clean, attacked and malformed images. */
@Command(
        name = "demo",
        description =
                "Runs broker, job and a sample of images on this machine, and shows what was flagged. Exits with 0 only if every "
                        + "image got exactly one verdict or dead letter.")
public final class DemoCommand implements Callable<Integer> {
    private static final String DATA = "jobs/local/demo";
    private static final int ENDING_SECONDS = 30;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description = "What judges. Default: the demo's own, " + DATA
                    + "/anp-vs/bundle, and beside it the standard network.")
    private Path bundle;

    @Option(
            names = "--sample",
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Image sets to send; the attribute 'attack' of an image tells attacked from clean ones. Default: those in "
                            + DATA + ".")
    private List<Path> samples = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Summary and log go here. Default: target/demo in the repository.")
    private Path out = Home.resolve("target/demo");

    @Option(
            names = "--speed-images",
            defaultValue = "20000",
            paramLabel = "N",
            description =
                    "Clean images sent to the main network as fast as they go, within 10 s. Default: ${DEFAULT-VALUE}.")
    private int speedImages;

    @Option(
            names = "--rate",
            defaultValue = "500",
            paramLabel = "N",
            description = "Images of the sample a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One of the job's options, such as detection.alpha=0.005; may be repeated.")
    private Map<String, String> jobOptions = new LinkedHashMap<>();

    @Option(names = "--keep-running", description = "Let broker and job go on after the table, until Ctrl-C.")
    private boolean keepRunning;

    @Mixin
    private PageOption page;

    @Override
    public Integer call() throws Exception {
        LogFile.use(out.resolve("demo.log"));
        page.check();
        DemoOptions options = options();
        Audience audience = new Audience(options);
        System.err.printf("starting broker and job, log in %s%n", out.resolve("demo.log"));
        try {
            new Demo(options).run(audience);
        } finally {
            audience.ended.countDown();
        }
        return audience.faults == 0 ? 0 : 1;
    }

    /** A network or a sample of the user's own stands alone. */
    private DemoOptions options() throws IOException {
        DemoFolder folder = new DemoFolder(Home.resolve(DATA));
        boolean ours = bundle == null && samples.isEmpty();
        Path judging = bundle == null ? folder.mainBundle() : bundle;
        return new DemoOptions(
                samples.isEmpty() ? folder.network(judging) : DemoNetwork.of(judging, samples),
                ours ? folder.beside() : List.of(),
                out,
                speedImages,
                rate,
                jobOptions,
                keepRunning,
                page);
    }

    /** Writes the summary, prints the report, and holds the demo open if it is to go on. */
    private static final class Audience implements Demo.Audience {
        private final DemoOptions options;
        private final CountDownLatch ended = new CountDownLatch(1);
        private int faults;

        private Audience(DemoOptions options) {
            this.options = options;
        }

        @Override
        public void show(DemoResult result, double alpha, String bootstrapServers)
                throws IOException, InterruptedException {
            DemoSummary summary = DemoSummary.of(result);
            Path file = options.out().resolve("summary.json");
            summary.write(file);
            System.out.print(new DemoReport(options, result, summary, alpha).text());
            System.out.printf("Summary: %s%n", file);
            faults = result.faults().size();
            if (options.keepRunning()) {
                System.out.printf(
                        "Broker and job go on; Ctrl-C ends them. Send images with:%n  ./latentwatch replay --bootstrap-servers %s --images PATH%n",
                        bootstrapServers);
                awaitCtrlC();
            }
        }

        /** The process then waits until broker and job have ended in good order. */
        private void awaitCtrlC() throws InterruptedException {
            CountDownLatch asked = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                asked.countDown();
                                awaitEnd();
                            },
                            "end-demo"));
            asked.await();
        }

        private void awaitEnd() {
            try {
                if (!ended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("broker and job did not end within " + ENDING_SECONDS + " s and were cut off");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
