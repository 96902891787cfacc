package io.latentwatch.anpvs.command;

import ai.djl.Device;
import io.latentwatch.anpvs.retrain.BundleFolder;
import io.latentwatch.anpvs.retrain.Retraining;
import io.latentwatch.anpvs.retrain.RetrainingReport;
import io.latentwatch.anpvs.retrain.RetrainingRules;
import io.latentwatch.anpvs.retrain.WarmStart;
import io.latentwatch.anpvs.run.TrainingListener;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.reference.topic.RangeImages;
import io.latentwatch.reference.topic.ShadowCommands;
import io.latentwatch.reference.topic.TopicLabels;
import io.latentwatch.reference.topic.TriggerQueue;
import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.wire.RegistrySettings;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latentwatch retrain}: answers the retraining triggers that wait. */
@Command(
        name = "retrain",
        description =
                "Answers the retraining triggers of a job, one after another: with labels enough a network is trained on and published as a shadow if it passes every gate; else new references are proposed to a person.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class RetrainCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = {"--bootstrap-servers", "--bootstrap"},
            required = true,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers to ask first.")
    private String bootstrap;

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "A setting of the Kafka client, such as security.protocol=SSL; may be repeated.")
    private Map<String, String> kafka = new LinkedHashMap<>();

    @Option(
            names = "--registry",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the schema registry that the records' schemas are in: url, basic-auth, token and the like; may be repeated.")
    private Map<String, String> registry = new LinkedHashMap<>();

    @Option(
            names = "--topic",
            defaultValue = "latentwatch.retraining",
            paramLabel = "NAME",
            description = "Topic of the triggers.")
    private String topic;

    @Option(
            names = "--labels",
            defaultValue = "latentwatch.labels",
            paramLabel = "NAME",
            description = "Topic of the labels.")
    private String labels;

    @Option(
            names = "--models",
            defaultValue = "latentwatch.models",
            paramLabel = "NAME",
            description = "Topic that jobs are told of bundles by.")
    private String models;

    @Option(
            names = "--group",
            defaultValue = "latentwatch-retraining",
            paramLabel = "NAME",
            description = "Consumer group, whose offsets say which triggers are answered.")
    private String group;

    @Option(names = "--follow", description = "Go on waiting for triggers; else it ends when none waits.")
    private boolean follow;

    @Option(
            names = "--skip",
            paramLabel = "ID",
            description = "A trigger that is passed over, by its id; may be repeated.")
    private Set<String> skipped = Set.of();

    @Option(
            names = "--bundles",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder of bundle folders: a trigger's bundle is looked for here by its id, and a new one goes here.")
    private Path bundles;

    @Option(
            names = "--uri",
            paramLabel = "PREFIX",
            description =
                    "What jobs call that folder by, such as s3://bucket/models: a bundle that passes is published as PREFIX/NAME. Without it, nothing is published.")
    private Optional<String> uri = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data set that the bundle's network was trained on, with a training and a test set. Without it nothing is trained.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder with a folder for each answer: report.json, report.txt, the run, proposed references.")
    private Path out;

    @Option(
            names = "--sign-key",
            paramLabel = "FILE",
            description = "Private key that signs a bundle that passes; proposed references are not signed.")
    private Optional<Path> signKey = Optional.empty();

    @Option(
            names = "--least-labels",
            defaultValue = "500",
            paramLabel = "N",
            description = "Labelled images of a trigger below which nothing is trained.")
    private int leastLabels;

    @Option(
            names = "--least-hold-out",
            defaultValue = "100",
            paramLabel = "N",
            description = "Trusted ones that can be held out, below which nothing is trained.")
    private int leastHoldOut;

    @Option(
            names = "--hold-out-share",
            defaultValue = "0.3",
            paramLabel = "SHARE",
            description = "Share of the labelled images that decides and is not trained on.")
    private double holdOutShare;

    @Option(
            names = "--trusted",
            split = ",",
            paramLabel = "NAME[,…]",
            description =
                    "Labellers (labelledBy) whose labels decide: only theirs are held out, and they count more than others'. Default: everybody's decide.")
    private Set<String> trusted = Set.of();

    @Option(
            names = "--drifted-share",
            defaultValue = "0.3",
            paramLabel = "SHARE",
            description = "Share of the training set that the labelled images make up, by being repeated.")
    private double driftedShare;

    @Option(
            names = "--most-repeats",
            defaultValue = "20",
            paramLabel = "N",
            description = "How often each of them is there at most.")
    private int mostRepeats;

    @Option(
            names = "--max-images",
            defaultValue = "50000",
            paramLabel = "N",
            description = "Images of a trigger at most, the first ones.")
    private int mostImages;

    @Option(
            names = "--original-images",
            defaultValue = "60000",
            paramLabel = "N",
            description = "Original training images at most.")
    private int mostOriginal;

    @Option(
            names = "--test-images",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Original test images that networks are compared on at most.")
    private int testImages;

    @Option(
            names = "--attacked-images",
            defaultValue = "1000",
            paramLabel = "N",
            description = "First ones of them that are attacked, by PGD-20.")
    private int attackedImages;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            description = "That attack's radius, in [0,1] pixel range. Default: the training's last attack's.")
    private Optional<Double> epsilon = Optional.empty();

    @Option(
            names = "--least-gain",
            defaultValue = "0.01",
            paramLabel = "X",
            description = "By which the accuracy on drifted images has to grow, beyond chance.")
    private double leastGain;

    @Option(
            names = "--tolerance",
            defaultValue = "0.01",
            paramLabel = "X",
            description = "By which the accuracy on clean and on attacked images may fall.")
    private double tolerance;

    @Option(
            names = "--class-tolerance",
            defaultValue = "0.05",
            paramLabel = "X",
            description = "By which a class's accuracy on clean or drifted images may fall beyond chance.")
    private double classTolerance;

    @Option(
            names = "--least-class-share",
            defaultValue = "0.5",
            paramLabel = "X",
            description = "How often every class of drifted images has to be right, as a share of how often all are.")
    private double leastClassShare;

    @Option(
            names = "--epochs",
            defaultValue = "4",
            paramLabel = "N",
            description = "Epochs that the bundle's network is trained on for.")
    private int epochs;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.001",
            paramLabel = "RATE",
            description = "Rate that they begin with; it falls to zero.")
    private double learningRate;

    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE",
            description = "What to train by; default: as the bundle's own last phase was, without masks.")
    private Optional<String> preset = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "A value of either set anew by its path, such as phases.0.epochs=3; as often as wanted.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--threads", defaultValue = "1", paramLabel = "N", description = "Of the training and the attacks.")
    private int threads;

    @Option(
            names = "--device",
            defaultValue = "auto",
            paramLabel = "cpu|cuda:N|auto",
            description = "Where the tensor library computes.")
    private String device;

    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            description = "Serves how training goes on to Prometheus; the host is 127.0.0.1 if not given.")
    private String metrics;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RetrainingRules rules = new RetrainingRules(
                leastLabels,
                leastHoldOut,
                holdOutShare,
                driftedShare,
                mostRepeats,
                mostImages,
                mostOriginal,
                testImages,
                attackedImages,
                leastGain,
                tolerance,
                classTolerance,
                leastClassShare,
                trusted);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("bootstrap.servers", bootstrap);
        WireFormat format =
                registry.isEmpty() ? WireFormat.SINGLE_OBJECT : WireFormat.confluent(RegistrySettings.of(registry));
        TensorLibrary.prepare(threads);
        Device place = TensorLibrary.device(device);
        PrintWriter terminal = command.commandLine().getOut();
        try (TrainingProgress progress = new TrainingProgress(terminal);
                TrainingMetrics served = metrics == null ? null : TrainingMetrics.serve(metrics);
                TriggerQueue queue = TriggerQueue.join(settings, format, topic, group)) {
            Retraining retraining = new Retraining(
                    RangeImages.of(settings, format),
                    TopicLabels.of(settings, format, labels),
                    new ShadowCommands(settings, models),
                    new BundleFolder(bundles, uri),
                    data.isPresent() ? Optional.of(LabelledData.open(data.get())) : Optional.empty(),
                    out,
                    rules,
                    new WarmStart(epochs, learningRate, preset, values()),
                    epsilon,
                    signKey.isPresent() ? Optional.of(SigningKeys.readPrivate(signKey.get())) : Optional.empty(),
                    place,
                    served == null ? progress : new TrainingListener.Both(progress, served),
                    "retrain");
            int answered = answerAll(queue, retraining, terminal);
            terminal.printf("%d triggers answered, none waits%n", answered);
            terminal.flush();
        }
        return 0;
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("threads", Integer.toString(threads));
        values.putAll(overrides);
        return values;
    }

    private int answerAll(TriggerQueue queue, Retraining retraining, PrintWriter terminal) throws IOException {
        int answered = 0;
        while (true) {
            Optional<RetrainingTrigger> next = queue.next(PATIENCE);
            if (next.isPresent()) {
                answer(next.get(), retraining, terminal);
                queue.done();
                answered++;
            } else if (!follow) {
                return answered;
            }
        }
    }

    private void answer(RetrainingTrigger trigger, Retraining retraining, PrintWriter terminal) throws IOException {
        if (skipped.contains(trigger.getId())) {
            terminal.printf("trigger   %s%noutcome   passed over, as --skip says%n", trigger.getId());
        } else {
            Optional<RetrainingReport> report = retraining.answer(trigger);
            terminal.print(report.map(RetrainingReport::text)
                    .orElse("trigger   %s%noutcome   answered before%n".formatted(trigger.getId())));
            terminal.printf("report    %s%n%n", retraining.folder(trigger));
        }
        terminal.flush();
    }
}
