package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.BundleWriter;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.local.Main;
import io.latentwatch.monitoring.topics.AvroRecords;
import io.latentwatch.schemas.AlarmKind;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.OffsetRange;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.RetrainingTrigger;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import io.latentwatch.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The retraining loop on small data: real broker, real job, the trainer as a process, a small ANP-VS network that it trains first. */
@Timeout(600)
class RetrainingLoopIT {
    @TempDir
    private static Path folder;

    private static Stack stack;
    private static Path bundles;
    private static Path data;
    private static String firstId;
    private static String trustedKey;

    private final ShapeImages shapes = new ShapeImages(7);
    private final Map<Position, Image> sent = new HashMap<>();

    @BeforeAll
    static void trainTheFirstNetwork() throws Exception {
        TrainerProcess.assumeBuilt();
        bundles = folder.resolve("bundles");
        Files.createDirectories(bundles);
        ShapeTraining training = ShapeTraining.write(folder);
        data = training.data();
        TrainerProcess.run(
                0,
                folder,
                "train",
                "--data",
                data.toString(),
                "--preset",
                training.preset().toString(),
                "--run",
                folder.resolve("run").toString(),
                "--out",
                bundles.resolve("first").toString(),
                "--twins",
                "bits-4",
                "--device",
                "cpu");
        firstId = BundleReader.read(bundles.resolve("first")).id();
        KeyPair keys = SigningKeys.generate();
        SigningKeys.writePrivate(keys.getPrivate(), folder.resolve("ops.key"));
        trustedKey = SigningKeys.text(keys.getPublic());
        BundleWriter.sign(bundles.resolve("first"), keys.getPrivate());
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void aDriftIsAnsweredByABundleThatIsRightAgain() throws Exception {
        stack.createTopics("loop");
        try (LocalJob job = stack.startJob(
                stack.configuration("loop", options()), folder.resolve("checkpoints"), Optional.empty())) {
            send("loop", shapes.images("clean", 1_000, false));
            RetrainingTrigger trigger = driftUntilTriggered("loop", job);
            assertThat(trigger.getBundleId()).isEqualTo(firstId);
            label("loop", "ann", imagesOf(trigger).subList(0, 1_000), Image::getLabel);

            String printed = retrain(
                    "loop",
                    0,
                    "--uri",
                    uri(bundles),
                    "--sign-key",
                    folder.resolve("ops.key").toString());

            JsonNode report = report("loop");
            assertThat(report.get("outcome").asText()).as(printed).isEqualTo("PUBLISHED_AS_SHADOW");
            String secondId = report.get("newBundleId").asText();
            sendUntil("loop", job, verdict -> verdict.getRole() == Role.SHADOW);
            command("loop", "promote", "--id", secondId);
            sendUntil("loop", job, verdict -> activeIs(verdict, secondId));
            send("loop", shapes.images("after", 500, true));
            Awaiting.until(
                    job,
                    () -> stack.verdicts("loop").stream()
                                    .filter(verdict -> verdict.getRole() == Role.ACTIVE)
                                    .map(Verdict::getImageId)
                                    .distinct()
                                    .count()
                            == sent.size());

            double before = accuracy("loop", firstId, "drifted/");
            double after = accuracy("loop", secondId, "after/");
            assertThat(accuracy("loop", firstId, "clean/")).isGreaterThan(0.9);
            assertThat(before).isLessThan(0.8);
            assertThat(after).isGreaterThan(0.9);
            assertThat(triggers("loop")).as("one drift, one trigger").hasSize(1);
            assertThat(retrain("loop", 0)).contains("0 triggers answered");
        }
    }

    /** Mallory calls squares discs where the images are drifted, and labels images of an attack; Ann, who is trusted, labels some rightly. */
    @Test
    void whoPoisonsLabelsIsRefusedByThoseThatAreTrusted() throws Exception {
        stack.createTopics("poison");
        List<Image> drifted = shapes.images("drifted", 1_200, true);
        List<Image> attack = shapes.images("attack", 200, false);
        attack.forEach(image -> image.setSource("attacker"));
        send("poison", drifted);
        send("poison", attack);
        label("poison", "mallory", drifted.subList(0, 800), image -> image.getLabel() == 0 ? 1 : image.getLabel());
        label("poison", "mallory", attack, image -> (image.getLabel() + 1) % ShapeImages.CLASSES.size());
        label("poison", "ann", drifted.subList(800, 1_050), Image::getLabel);
        ask("poison", "by-hand/poison", List.of("attacker"));

        String printed = retrain("poison", 0, "--uri", uri(bundles), "--trusted", "ann", "--sign-key", key());

        JsonNode report = report("poison");
        assertThat(report.get("outcome").asText()).as(printed).isEqualTo("REFUSED");
        assertThat(report.at("/images/quarantined").asInt()).isEqualTo(200);
        assertThat(report.at("/labels/ofOtherImages").asInt()).isEqualTo(200);
        assertThat(report.get("gates"))
                .filteredOn(gate -> !gate.get("passed").asBoolean())
                .extracting(gate -> gate.get("name").asText())
                .contains("drifted-worst-class");
        assertThat(stack.count("poison.models")).as("nobody is told of it").isZero();
        assertThat(retrain("poison", 0)).contains("0 triggers answered");
    }

    @Test
    void withoutLabelsReferencesAreProposedAndNothingIsPublished() throws Exception {
        stack.createTopics("unlabelled");
        send("unlabelled", shapes.images("drifted", 700, true));
        ask("unlabelled", "by-hand/unlabelled", List.of());

        String printed = retrain("unlabelled", 0, "--uri", uri(bundles), "--sign-key", key());

        JsonNode report = report("unlabelled");
        assertThat(report.get("outcome").asText()).as(printed).isEqualTo("REFERENCES_PROPOSED");
        Bundle proposed = BundleReader.read(answer("unlabelled").resolve("proposed-bundle"));
        Bundle first = BundleReader.read(bundles.resolve("first"));
        assertThat(proposed.id()).isEqualTo(report.get("newBundleId").asText()).isNotEqualTo(first.id());
        assertThat(proposed.file(BundleFiles.MODEL)).as("the old weights").isEqualTo(first.file(BundleFiles.MODEL));
        assertThat(stack.count("unlabelled.models")).isZero();
    }

    @Test
    void waitsForTriggersOneAfterAnotherUntilItIsStopped() throws Exception {
        stack.createTopics("followed");
        send("followed", shapes.images("followed", 20, true));
        ask("followed", "by-hand/one", List.of());
        Path output = folder.resolve("followed.log");
        Process trainer = TrainerProcess.start(
                output, retraining("followed", "--follow", "--skip", "by-hand/one", "--skip", "by-hand/two"));
        try {
            awaitPrinted(trainer, output, "by-hand/one");
            ask("followed", "by-hand/two", List.of());
            awaitPrinted(trainer, output, "by-hand/two");
        } finally {
            trainer.destroy();
        }
        assertThat(trainer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).doesNotContain("triggers answered");
        assertThat(retrain("followed", 0)).as("both are off the queue").contains("0 triggers answered");
    }

    private static void awaitPrinted(Process trainer, Path output, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(output).contains(text)) {
            assertThat(trainer.isAlive() && System.nanoTime() < end)
                    .as("waits for %s: %s", text, Files.readString(output))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** A person asks for a retraining with all images that were sent. */
    private void ask(String prefix, String id, List<String> quarantinedSources) throws Exception {
        Map<Integer, OffsetRange> ranges = new HashMap<>();
        sent.keySet()
                .forEach(position -> ranges.merge(
                        position.getPartition(),
                        new OffsetRange(
                                position.getTopic(),
                                position.getPartition(),
                                position.getOffset(),
                                position.getOffset() + 1),
                        (one, other) -> new OffsetRange(
                                one.getTopic(),
                                one.getPartition(),
                                Math.min(one.getFirstOffset(), other.getFirstOffset()),
                                Math.max(one.getEndOffset(), other.getEndOffset()))));
        RetrainingTrigger trigger = RetrainingTrigger.newBuilder()
                .setId(id)
                .setBundleId(firstId)
                .setKind(AlarmKind.DRIFT_LIKE)
                .setEventTimeMillis(0)
                .setRanges(List.copyOf(ranges.values()))
                .setQuarantinedSources(quarantinedSources)
                .build();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(stack.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new AvroRecords<>(
                                    prefix + ".retraining",
                                    RetrainingTrigger::getId,
                                    RetrainingTrigger.class,
                                    WireFormat.SINGLE_OBJECT)
                            .serialize(trigger, null, null))
                    .get();
        }
    }

    private static String key() {
        return folder.resolve("ops.key").toString();
    }

    private static Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        options.put("bundle.path", bundles.resolve("first").toString());
        options.put("models.allowed-uris", uri(bundles));
        options.put("models.trusted-keys", trustedKey);
        options.put("alarm.false-alarms-per-month", "1e-190"); // 119 flagged images, enough to tell what kind it is
        options.put("alarm.source.false-alarms-per-day", "1e-190");
        options.put("alarm.quiet-images", "500");
        options.put("retraining.images", "1500");
        return options;
    }

    private void send(String prefix, List<Image> images) throws IOException {
        sent.putAll(stack.send(prefix, images));
    }

    /** Sends drifted images, more of them where the network hardly notices, until a retraining is asked for. */
    private RetrainingTrigger driftUntilTriggered(String prefix, LocalJob job) throws Exception {
        send(prefix, shapes.images("drifted", 2_500, true));
        Awaiting.until(
                job,
                () -> {
                    assertThat(stack.alarms(prefix)).allMatch(alarm -> alarm.getKind() == AlarmKind.DRIFT_LIKE);
                    return !triggers(prefix).isEmpty();
                },
                () -> send(prefix, shapes.images("drifted", 50, true)));
        return triggers(prefix).get(0);
    }

    /** Those of the sent images that a trigger asks to train on. */
    private List<Image> imagesOf(RetrainingTrigger trigger) {
        return sent.entrySet().stream()
                .filter(image -> trigger.getRanges().stream().anyMatch(range -> contains(range, image.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static boolean contains(OffsetRange range, Position position) {
        return range.getTopic().equals(position.getTopic())
                && range.getPartition() == position.getPartition()
                && range.getFirstOffset() <= position.getOffset()
                && position.getOffset() < range.getEndOffset();
    }

    private void sendUntil(String prefix, LocalJob job, Predicate<Verdict> wanted) throws Exception {
        Awaiting.until(
                job,
                () -> stack.verdicts(prefix).stream().anyMatch(wanted),
                () -> send(prefix, shapes.images("meanwhile", 100, true)));
    }

    private static boolean activeIs(Verdict verdict, String bundle) {
        return verdict.getRole() == Role.ACTIVE && verdict.getBundleId().equals(bundle);
    }

    private static double accuracy(String prefix, String bundle, String name) throws IOException {
        return stack.verdicts(prefix).stream()
                .filter(verdict ->
                        activeIs(verdict, bundle) && verdict.getImageId().startsWith(name))
                .mapToInt(verdict -> verdict.getPredictedClass() == verdict.getLabel() ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static List<RetrainingTrigger> triggers(String prefix) throws IOException {
        List<RetrainingTrigger> triggers = new ArrayList<>();
        for (byte[] value : stack.values(prefix + ".retraining")) {
            triggers.add(RetrainingTrigger.getDecoder().decode(value));
        }
        return triggers;
    }

    private interface Labelling {
        int of(Image image);
    }

    private static void label(String prefix, String by, List<Image> images, Labelling labelling) throws IOException {
        StringBuilder csv = new StringBuilder("image,label,by\n");
        for (Image image : images) {
            csv.append("%s,%s,%s\n".formatted(image.getId(), ShapeImages.CLASSES.get(labelling.of(image)), by));
        }
        Path file = Files.createTempFile(folder, "labels", ".csv");
        Files.writeString(file, csv);
        assertThat(Main.commandLine()
                        .execute(
                                "label",
                                "--bootstrap-servers",
                                stack.bootstrapServers(),
                                "--topic",
                                prefix + ".labels",
                                "--labels",
                                file.toString(),
                                "--bundle",
                                bundles.resolve("first").toString()))
                .isZero();
    }

    private static String retrain(String prefix, int status, String... more) throws Exception {
        return TrainerProcess.run(status, folder, retraining(prefix, more));
    }

    private static String[] retraining(String prefix, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "retrain",
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--topic",
                prefix + ".retraining",
                "--labels",
                prefix + ".labels",
                "--models",
                prefix + ".models",
                "--group",
                prefix + "-retraining",
                "--bundles",
                bundles.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve(prefix).toString(),
                "--attacked-images",
                "300",
                "--device",
                "cpu"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static JsonNode report(String prefix) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(answer(prefix).resolve("report.json").toFile());
    }

    /** The folder of the one answer. */
    private static Path answer(String prefix) throws IOException {
        try (Stream<Path> answers = Files.list(folder.resolve(prefix))) {
            List<Path> all = answers.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private static void command(String prefix, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "models", name, "--bootstrap-servers", stack.bootstrapServers(), "--topic", prefix + ".models"));
        arguments.addAll(List.of(options));
        assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isZero();
    }

    private static String uri(Path path) {
        String uri = path.toAbsolutePath().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
