package io.latentwatch.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.local.Main;
import io.latentwatch.local.broker.BrokerProcess;
import io.latentwatch.local.broker.Topics;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands {@code topics} and {@code replay} against a broker in a process of its own. */
@Timeout(180)
class ReplayIT {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1};

    @TempDir
    private Path folder;

    @Test
    void sendsAFoldersImagesWithKeyLabelAndSource() throws Exception {
        Files.createDirectories(folder.resolve("bag"));
        Files.createDirectories(folder.resolve("shoe"));
        Files.write(folder.resolve("bag/a.png"), PNG);
        Files.write(folder.resolve("shoe/b.txt"), new byte[] {1, 2});
        Process process = brokerProcess();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String bootstrapServers = lines.readLine().substring(BrokerProcess.ADDRESS.length());

            Run beforeTopics = run("replay", "--bootstrap-servers", bootstrapServers, "--images", folder.toString());
            assertThat(beforeTopics.status()).isEqualTo(1);
            assertThat(beforeTopics.errors())
                    .contains(Topics.IMAGES, "./latentwatch topics --bootstrap-servers " + bootstrapServers);

            assertThat(run("topics", "--bootstrap-servers", bootstrapServers, "--partitions", "1")
                            .status())
                    .isZero();
            Run replay = run(
                    "replay",
                    "--bootstrap-servers",
                    bootstrapServers,
                    "--images",
                    folder.toString(),
                    "--source",
                    "camera-1",
                    "--rate",
                    "100/s");
            assertThat(replay.errors()).isEmpty();
            assertThat(replay.status()).isZero();

            List<Image> images = images(bootstrapServers, 2);
            assertThat(images).extracting(Image::getId).containsExactly("bag/a.png", "shoe/b.txt");
            assertThat(images).extracting(Image::getEncoding).containsExactly(Encoding.PNG, Encoding.UNKNOWN);
            assertThat(images).extracting(Image::getLabel).containsExactly(0, 1);
            assertThat(images).extracting(Image::getSource).containsOnly("camera-1");
        } finally {
            process.outputWriter(StandardCharsets.UTF_8).close();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS))
                .as("the broker's process ends with its input")
                .isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static Process brokerProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private record Run(int status, String errors) {}

    private static Run run(String... arguments) {
        StringWriter errors = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setErr(new PrintWriter(errors, true));
        commands.getSubcommands().values().forEach(command -> command.setErr(new PrintWriter(errors, true)));
        return new Run(commands.execute(arguments), errors.toString());
    }

    private static List<Image> images(String bootstrapServers, int count) throws Exception {
        List<Image> images = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.IMAGES, 0)));
            while (images.size() < count) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    Image image = Image.getDecoder().decode(found.value());
                    assertThat(found.key()).isEqualTo(image.getId());
                    images.add(image);
                }
            }
        }
        return images;
    }
}
