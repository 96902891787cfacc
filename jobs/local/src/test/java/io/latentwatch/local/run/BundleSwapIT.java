package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.local.Main;
import io.latentwatch.schemas.Alarm;
import io.latentwatch.schemas.AlarmLevel;
import io.latentwatch.schemas.Image;
import io.latentwatch.schemas.Position;
import io.latentwatch.schemas.Role;
import io.latentwatch.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles change under load, by the operators' own commands: real broker, real job, the demo's two networks. */
@Timeout(240)
class BundleSwapIT {
    private static final Path SECOND = DemoData.ANP_VS_BUNDLE.toAbsolutePath();
    private static final Path KEY = Path.of("demo/bundle-key.pub");

    private static Stack stack;
    private static String firstId;
    private static String secondId;

    @TempDir
    private Path folder;

    private final Map<Position, Image> sent = new HashMap<>();

    @BeforeAll
    static void startBroker() throws IOException {
        firstId = BundleReader.read(DemoData.BUNDLE).id();
        secondId = BundleReader.read(SECOND).id();
        stack = Stack.start();
    }

    @AfterAll
    static void stopBroker() {
        stack.close();
    }

    @Test
    void noImageIsLostAndNoneIsJudgedTwiceWhileBundlesChangeAndATaskManagerDies() throws Exception {
        stack.createTopics("swap");
        Map<String, String> options = new HashMap<>(options());
        options.put("delivery", "exactly-once");
        options.put("checkpoint.interval", "500 ms");
        String savepoint;
        try (LocalJob job = stack.startJob(stack.configuration("swap", options), folder, Optional.empty())) {
            send("swap", 0, 1_500);
            command("swap", "load", "--bundle", SECOND.toString(), "--uri", uri(SECOND));
            sendUntil("swap", job, verdict -> verdict.getRole() == Role.SHADOW);
            command("swap", "promote", "--id", secondId);
            sendUntil("swap", job, verdict -> activeIs(verdict, secondId));
            job.replaceTaskManager();
            send("swap", sent.size(), sent.size() + 1_500);
            awaitActive("swap", sent.size(), job);
            savepoint = job.stopWithSavepoint(folder, Duration.ofSeconds(60));
        }
        List<Verdict> beforeStop = stack.verdicts("swap");
        try (LocalJob job =
                stack.startJob(stack.configuration("swap", options), folder.resolve("again"), Optional.of(savepoint))) {
            send("swap", sent.size(), sent.size() + 500);
            awaitActive("swap", sent.size(), job);
            command("swap", "list");
            command("swap", "rollback", "--id", firstId);
            sendUntil("swap", job, verdict -> activeIs(verdict, firstId) && isNew(verdict, beforeStop));
            awaitActive("swap", sent.size(), job);
            job.stopWithSavepoint(folder, Duration.ofSeconds(60));
        }

        List<Verdict> active = active("swap");
        assertThat(active)
                .extracting(Verdict::getPosition)
                .as("one verdict of the active bundle for each image")
                .containsExactlyInAnyOrderElementsOf(sent.keySet());
        assertThat(changes(active))
                .allSatisfy((partition, bundles) -> assertThat(bundles)
                        .as("bundles in the order of partition %s", partition)
                        .containsExactly(firstId, secondId, firstId));
        assertThat(stack.verdicts("swap"))
                .filteredOn(verdict -> verdict.getRole() == Role.SHADOW)
                .allMatch(verdict -> verdict.getBundleId().equals(secondId))
                .extracting(Verdict::getPosition)
                .doesNotHaveDuplicates();
        assertThat(stack.deadLetters("swap")).isEmpty();
        assertThat(stack.alarms("swap")).noneMatch(alarm -> alarm.getLevel() == AlarmLevel.BUNDLE);
    }

    @Test
    void whatIsRefusedRaisesAnAlarmAndTheOldBundleJudgesOn() throws Exception {
        stack.createTopics("refuse");
        Path forged = folder.resolve("forged");
        DemoData.copy(SECOND, forged);
        byte[] signature = Files.readAllBytes(forged.resolve("manifest.sig"));
        signature[10] ^= 1;
        Files.write(forged.resolve("manifest.sig"), signature);
        Map<String, String> options = new HashMap<>(options());
        options.compute("models.allowed-uris", (key, allowed) -> allowed + ";" + uri(folder));
        try (LocalJob job = stack.startJob(stack.configuration("refuse", options), folder, Optional.empty())) {
            command("refuse", "promote", "--id", secondId, "--uri", uri(forged));
            command("refuse", "promote", "--id", secondId, "--uri", "file:///etc");
            command("refuse", "promote", "--id", firstId.replace('a', 'b'), "--uri", uri(SECOND));
            command("refuse", "promote", "--id", secondId, "--uri", uri(folder.resolve("nowhere")));
            command("refuse", "rollback", "--id", secondId);
            Awaiting.until(
                    job,
                    () -> bundleAlarms("refuse").size() >= 5,
                    () -> send("refuse", sent.size(), sent.size() + 100));
            send("refuse", sent.size(), sent.size() + 500);
            awaitActive("refuse", sent.size(), job);
        }

        assertThat(bundleAlarms("refuse").values())
                .extracting(alarm -> alarm.getFigures().keySet().iterator().next())
                .containsExactlyInAnyOrder("rejected", "forbidden_uri", "rejected", "unreachable", "unknown_bundle");
        assertThat(bundleAlarms("refuse").values())
                .extracting(Alarm::getDetail)
                .anyMatch(detail -> detail.contains("manifest.sig was made by none of the 1 trusted keys"));
        assertThat(stack.verdicts("refuse"))
                .allMatch(verdict -> verdict.getRole() == Role.ACTIVE
                        && verdict.getBundleId().equals(firstId));
    }

    private static Map<String, String> options() throws IOException {
        return Map.of(
                "models.allowed-uris",
                uri(SECOND.getParent()),
                "models.trusted-keys",
                SigningKeys.text(SigningKeys.readPublic(KEY)),
                "twin.rate",
                "0");
    }

    private static String uri(Path path) {
        String uri = path.toAbsolutePath().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private static void command(String prefix, String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "models", name, "--bootstrap-servers", stack.bootstrapServers(), "--topic", prefix + ".models"));
        arguments.addAll(List.of(options));
        assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isZero();
    }

    private void send(String prefix, int from, int to) throws IOException {
        sent.putAll(stack.send(prefix, DemoData.images(to).subList(from, to)));
    }

    /** Goes on sending until every partition has such a verdict. */
    private void sendUntil(String prefix, LocalJob job, Predicate<Verdict> wanted) throws Exception {
        Awaiting.until(
                job,
                () -> stack.verdicts(prefix).stream()
                                .filter(wanted)
                                .map(verdict -> verdict.getPosition().getPartition())
                                .distinct()
                                .count()
                        >= Stack.PARTITIONS,
                () -> send(prefix, sent.size(), sent.size() + 200));
    }

    private static void awaitActive(String prefix, int count, LocalJob job) throws Exception {
        Awaiting.until(job, () -> active(prefix).size() >= count);
    }

    private static List<Verdict> active(String prefix) throws IOException {
        return stack.verdicts(prefix).stream()
                .filter(verdict -> verdict.getRole() == Role.ACTIVE)
                .toList();
    }

    private static boolean activeIs(Verdict verdict, String bundle) {
        return verdict.getRole() == Role.ACTIVE && verdict.getBundleId().equals(bundle);
    }

    private static boolean isNew(Verdict verdict, List<Verdict> before) {
        return before.stream().noneMatch(other -> other.getPosition().equals(verdict.getPosition()));
    }

    /** By partition, the bundles in the order of the images, each change once. */
    private static Map<Integer, List<String>> changes(List<Verdict> verdicts) {
        Map<Integer, List<String>> changes = new HashMap<>();
        verdicts.stream()
                .sorted(Comparator.comparing(verdict -> verdict.getPosition().getOffset()))
                .forEach(verdict -> {
                    List<String> bundles = changes.computeIfAbsent(
                            verdict.getPosition().getPartition(), partition -> new ArrayList<>());
                    if (bundles.isEmpty() || !bundles.get(bundles.size() - 1).equals(verdict.getBundleId())) {
                        bundles.add(verdict.getBundleId());
                    }
                });
        return changes;
    }

    private static Map<String, Alarm> bundleAlarms(String prefix) throws IOException {
        return stack.alarms(prefix).stream()
                .filter(alarm -> alarm.getLevel() == AlarmLevel.BUNDLE)
                .collect(Collectors.toMap(Alarm::getId, alarm -> alarm, (one, same) -> one));
    }
}
