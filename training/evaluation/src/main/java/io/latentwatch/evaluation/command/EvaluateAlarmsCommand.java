package io.latentwatch.evaluation.command;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.evaluation.alarm.AlarmEvaluator;
import io.latentwatch.evaluation.alarm.AlarmReport;
import io.latentwatch.evaluation.alarm.AlarmSettings;
import io.latentwatch.evaluation.alarm.AlarmTable;
import io.latentwatch.evaluation.evaluate.ReportFile;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.evaluation.query.Blinding;
import io.latentwatch.evaluation.query.QueryEvaluator;
import io.latentwatch.evaluation.query.QueryReport;
import io.latentwatch.evaluation.query.QuerySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch evaluate-alarms}: measures a bundle's alarms on streams of real images and under query attacks, and writes it as JSON. */
@Command(
        name = "evaluate-alarms",
        description =
                "Draws streams from real images, judged once each, and runs them through the statistics that the job keeps: which alarms come, after how many images, and what they are called. Then runs query attacks, every query through the search for near-duplicates.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class EvaluateAlarmsCommand implements Callable<Integer> {
    @Option(names = "--bundle", required = true, paramLabel = "BUNDLE", description = "The bundle's folder or archive.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder of labelled images, of which the test set is taken where there is one; neither trained nor calibrated on.")
    private Path data;

    @Option(
            names = "--attacks",
            split = ",",
            paramLabel = "NAME[:EPSILON]",
            description =
                    "Attacks on the network, as in evaluate-detector, those that do not know the detector; the first one also stands for attacks during a drift.")
    private List<String> attacks = List.of();

    @Option(
            names = "--attacked-images",
            defaultValue = "500",
            description = "Images that they are tried on, the first ones.")
    private int attackedImages;

    @Option(
            names = "--corruptions",
            split = ",",
            paramLabel = "NAME",
            description = "Drift: all, or names such as fog and jpeg (training/README.md lists them).")
    private List<String> corruptions = List.of();

    @Option(names = "--severity", defaultValue = "3", description = "Of the corruptions, 1 to 5.")
    private int severity;

    @Option(
            names = "--corrupted-images",
            defaultValue = "500",
            description = "Images that are corrupted, the first ones.")
    private int corruptedImages;

    @Option(names = "--runs", defaultValue = "200", description = "Streams of each change.")
    private int runs;

    @Option(names = "--sources", defaultValue = "20", description = "Sources of a stream, all equally busy.")
    private int sources;

    @Option(names = "--before", defaultValue = "3000", description = "Clean images before the change.")
    private int before;

    @Option(names = "--after", defaultValue = "10000", description = "Images of the change at most.")
    private int after;

    @Option(names = "--window", defaultValue = "1000", description = "Images of a window.")
    private int window;

    @Option(names = "--attacked", defaultValue = "0.05", description = "Share of all images that is attacked.")
    private double attacked;

    @Option(
            names = "--class-share",
            defaultValue = "0.5",
            description = "Share of the images drawn from one class where the classes change.")
    private double classShare;

    @Option(
            names = "--attack-within",
            defaultValue = "2000",
            description = "Images within which an alarm is asked for where there is an attack.")
    private int attackWithin;

    @Option(
            names = "--drift-within",
            defaultValue = "5000",
            description = "Images within which an alarm is asked for elsewhere.")
    private int driftWithin;

    @Option(
            names = "--images-per-false-alarm",
            defaultValue = "2.592E9",
            description = "Budget of the stream's flags and of the windows, as the job's option.")
    private double imagesPerFalseAlarm;

    @Option(
            names = "--source-images-per-false-alarm",
            defaultValue = "1.0E8",
            description = "Budget of each source, as the job's option.")
    private double sourceImagesPerFalseAlarm;

    @Option(
            names = "--smallest-change",
            defaultValue = "0.1",
            description = "Change that a window has to show, as the job's option.")
    private double smallestChange;

    @Option(names = "--alpha", defaultValue = "0.01", description = "Promised share of flags on clean images.")
    private double alpha;

    @Option(
            names = "--query-attacks",
            split = ",",
            paramLabel = "NAME:EPSILON",
            description = "square and hop-skip-jump with a radius in [0,1] pixel range. None: no query attacks.")
    private List<String> queryAttacks = List.of();

    @Option(names = "--query-images", defaultValue = "100", description = "Images that they are run on.")
    private int queryImages;

    @Option(names = "--queries", defaultValue = "2000", description = "Of each query attack at most.")
    private int queries;

    @Option(names = "--query-within", defaultValue = "200", description = "Queries before which an alarm is asked for.")
    private int queryWithin;

    @Option(
            names = "--query-sources",
            split = ",",
            defaultValue = "1,10,100",
            description = "Numbers of sources that queries are dealt out to.")
    private List<Integer> querySources;

    @Option(
            names = "--blinding-degrees",
            defaultValue = "10",
            description = "Each query of a second run is turned by up to so much,")
    private double degrees;

    @Option(
            names = "--blinding-shift",
            defaultValue = "0.1",
            description = "moved by up to such a share of its side in both directions,")
    private double shift;

    @Option(
            names = "--blinding-brightness",
            defaultValue = "0.1",
            description = "and made brighter or darker by up to so much. All 0: no second run.")
    private double brightness;

    @Option(names = "--seed", defaultValue = "1", description = "Of attacks, corruptions and streams.")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "Of the attacks.")
    private int threads;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON file to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace a file that exists.")
    private boolean overwrite;

    @Spec
    private CommandSpec command;

    /**
     * What the file holds.
     *
     * @param queries without rows where no query attack was asked for
     */
    private record Found(AlarmReport alarms, QueryReport queries) {}

    @Override
    public Integer call() throws Exception {
        if (Files.exists(out) && !overwrite) {
            throw new IOException(out + ": expected no such file, found one; give another name, or --overwrite");
        }
        AlarmSettings settings = new AlarmSettings(
                runs,
                sources,
                before,
                after,
                window,
                attacked,
                classShare,
                attacks,
                attackedImages,
                corruptions,
                severity,
                corruptedImages,
                attackWithin,
                driftWithin,
                imagesPerFalseAlarm,
                sourceImagesPerFalseAlarm,
                smallestChange);
        QuerySettings asked = new QuerySettings(
                queryAttacks,
                queryImages,
                queries,
                queryWithin,
                querySources,
                new Blinding(degrees, shift, brightness),
                sourceImagesPerFalseAlarm);
        Bundle watched = BundleReader.read(bundle);
        LabelledImages set = LabelledData.open(data).only();
        Files.createDirectories(out.toAbsolutePath().getParent());
        DetectorProgress progress = new DetectorProgress(command.commandLine().getErr());
        Found found = new Found(
                new AlarmEvaluator(watched, set, settings, alpha, seed, threads, progress).run(),
                new QueryEvaluator(watched, set, asked, seed, progress).run());
        ReportFile.write(found, out);
        PrintWriter terminal = command.commandLine().getOut();
        AlarmTable.lines(found.alarms()).forEach(terminal::println);
        AlarmTable.lines(found.queries()).forEach(terminal::println);
        terminal.println("written to " + out);
        terminal.flush();
        return 0;
    }
}
