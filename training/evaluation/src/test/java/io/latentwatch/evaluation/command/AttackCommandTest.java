package io.latentwatch.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.evaluation.SmallModel;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Encoding;
import io.latentwatch.schemas.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AttackCommandTest {
    @TempDir
    private Path folder;

    private final LabelledImages images = images();
    private final StringWriter output = new StringWriter();

    @BeforeEach
    void writeModelAndImages() throws IOException {
        images.write(folder);
        Files.write(folder.resolve("model.onnx"), SmallModel.convolutional(1, 5).toByteArray());
    }

    @Test
    void writesAttackedImagesWithLabelAndAttributes() throws IOException {
        int exit = run(
                "--attack", "pgd", "--epsilon", "0.1", "--steps", "3", "--first", "2", "--limit", "4", "--seed", "7");

        assertThat(exit).as(output.toString()).isZero();
        List<Image> records = read();
        assertThat(records).hasSize(4);
        Image record = records.get(1);
        assertThat(record.getLabel()).isEqualTo(images.label(3));
        assertThat(record.getAttributes())
                .containsEntry("attack", "pgd")
                .containsEntry("epsilon", "0.1")
                .containsEntry("steps", "3")
                .containsEntry("seed", "7");
        assertThat(record.getEncoding()).isEqualTo(Encoding.RAW_UINT8);
        assertThat(List.of(record.getHeight(), record.getWidth(), record.getChannels()))
                .containsExactly(8, 8, 1);
        byte[] clean = images.image(3);
        for (int i = 0; i < clean.length; i++) {
            assertThat((record.getBytes().get(i) & 0xff) - (clean[i] & 0xff)).isBetween(-25, 25);
        }
        assertThat(output.toString()).contains("accuracy on 4 clean images", "rounded to 8 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fgsm", "pgd", "cw-l2", "apgd-ce", "apgd-dlr", "apgd-t", "fab-t", "square", "autoattack"})
    void runsEveryAttack(String attack) throws IOException {
        int exit = run("--attack", attack, "--threads", "2", "--limit", "2");

        assertThat(exit).as(output.toString()).isZero();
        assertThat(read().get(1).getAttributes()).containsEntry("attack", attack);
    }

    /** The attack knows the source only; the accuracy is the model's. */
    @Test
    void transfersFromAnotherModel() throws IOException {
        Files.write(folder.resolve("other.onnx"), SmallModel.convolutional(2, 5).toByteArray());
        assertThat(run("--attack", "fgsm")).isZero();
        List<Image> own = read();
        int exit = run(
                "--attack",
                "fgsm",
                "--source-model",
                folder.resolve("other.onnx").toString(),
                "--overwrite");

        assertThat(exit).as(output.toString()).isZero();
        assertThat(read().get(0).getAttributes().get("sourceModel")).matches("[0-9a-f]{64}");
        assertThat(read().get(0).getBytes()).isNotEqualTo(own.get(0).getBytes());
    }

    @Test
    void refusesOptionsThatTheAttackHasNoUseFor() {
        assertThat(run("--attack", "square", "--steps", "10")).isEqualTo(1);
        assertThat(output.toString()).contains("square", "--queries", "--steps");
    }

    @Test
    void writesCleanImagesAsPngWithoutLoss() throws IOException {
        int exit = run("--attack", "none", "--encoding", "png", "--limit", "3");

        assertThat(exit).as(output.toString()).isZero();
        Image record = read().get(2);
        assertThat(record.getEncoding()).isEqualTo(Encoding.PNG);
        assertThat(record.getAttributes()).containsEntry("attack", "none");
        BufferedImage decoded =
                ImageIO.read(new ByteArrayInputStream(record.getBytes().array()));
        assertThat((byte[]) decoded.getRaster().getDataElements(0, 0, 8, 8, null))
                .containsExactly(images.image(2));
    }

    @Test
    void refusesToReplaceAFile() throws IOException {
        Files.writeString(folder.resolve("sample.avro"), "mine");

        assertThat(run("--attack", "none")).isEqualTo(1);
        assertThat(output.toString()).contains("sample.avro", "--overwrite");
        assertThat(folder.resolve("sample.avro")).hasContent("mine");
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", folder.resolve("model.onnx").toString(),
                "--images", folder.toString(),
                "--out", folder.resolve("sample.avro").toString()));
        arguments.addAll(List.of(options));
        PrintWriter terminal = new PrintWriter(output, true);
        return new CommandLine(new AttackCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal)
                .setErr(terminal)
                .execute(arguments.toArray(String[]::new));
    }

    private List<Image> read() throws IOException {
        try (DataFileReader<Image> reader =
                new DataFileReader<>(folder.resolve("sample.avro").toFile(), new SpecificDatumReader<>(Image.class))) {
            List<Image> records = new ArrayList<>();
            reader.forEach(records::add);
            return records;
        }
    }

    private static LabelledImages images() {
        byte[] pixels = new byte[8 * 64];
        new SplittableRandom(1).nextBytes(pixels);
        return new LabelledImages(new ImageShape(1, 8, 8), pixels, new byte[] {0, 1, 2, 0, 1, 2, 0, 1});
    }
}
