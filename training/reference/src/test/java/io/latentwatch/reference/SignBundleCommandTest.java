package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Signs a copy of the demo's bundle, which the demo's key has signed. */
class SignBundleCommandTest {
    private static final Path DEMO = Path.of("../../jobs/local/demo/standard/bundle");

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private Path bundle;
    private KeyPair pair;

    @BeforeEach
    void copyAndMakeAKey() throws IOException {
        bundle = folder.resolve("bundle");
        try (Stream<Path> files = Files.walk(DEMO)) {
            for (Path file : files.toList()) {
                Files.copy(file, bundle.resolve(DEMO.relativize(file).toString()));
            }
        }
        pair = SigningKeys.generate();
        SigningKeys.writePrivate(pair.getPrivate(), folder.resolve("k.key"));
    }

    @Test
    void theNewSignatureTakesThePlaceOfTheOldOneAndTheIdStays() throws IOException {
        String id = BundleReader.read(bundle).id();

        assertThat(sign()).isZero();

        Bundle signed = BundleReader.read(bundle, List.of(pair.getPublic()));
        assertThat(signed.signed()).isTrue();
        assertThat(signed.id()).isEqualTo(id);
        assertThat(output.toString()).contains("signed " + id);
        assertThat(folder).isDirectoryNotContaining("glob:**.sig");
    }

    @Test
    void aBundleThatWasAlteredIsNotSigned() throws IOException {
        Files.writeString(bundle.resolve("report.json"), "{}");

        assertThat(sign()).isEqualTo(1);

        assertThat(output.toString()).contains("report.json");
        assertThatThrownBy(() -> BundleReader.read(bundle, List.of(pair.getPublic())))
                .hasMessageContaining("manifest.sig");
    }

    @Test
    void whatIsNoFolderIsNotSigned() throws IOException {
        bundle = Files.writeString(folder.resolve("bundle.zip"), "?");

        assertThat(sign()).isEqualTo(1);

        assertThat(output.toString()).contains("bundle.zip", "before it is zipped");
    }

    @Test
    void aPublicKeyIsOneLineOfItsFile() throws IOException {
        SigningKeys.writePublic(pair.getPublic(), folder.resolve("k.pub"));

        assertThat(Files.readAllLines(folder.resolve("k.pub")))
                .containsExactly(
                        "-----BEGIN PUBLIC KEY-----", SigningKeys.text(pair.getPublic()), "-----END PUBLIC KEY-----");
        assertThat(SigningKeys.publicKey(SigningKeys.text(pair.getPublic()))).isEqualTo(pair.getPublic());
        assertThatThrownBy(() -> SigningKeys.publicKey("AAAA")).hasMessageContainingAll("'AAAA'", "keygen");
    }

    private int sign() {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(output, true));
        line.setOut(new PrintWriter(output, true));
        return line.execute(
                "sign-bundle",
                "--bundle",
                bundle.toString(),
                "--key",
                folder.resolve("k.key").toString());
    }
}
