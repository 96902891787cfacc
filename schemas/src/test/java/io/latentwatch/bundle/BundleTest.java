package io.latentwatch.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.bundle.Manifest.Resize;
import io.latentwatch.bundle.Manifest.ResizeMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    private static final Map<String, byte[]> CONTENTS =
            Map.of("model.onnx", "a network".getBytes(UTF_8), "references/relu1.npy", "an array".getBytes(UTF_8));

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasWritten() throws IOException {
        Path path = folder.resolve("bundle");
        String id = BundleWriter.write(manifest(), CONTENTS, path, Optional.empty());

        Bundle bundle = BundleReader.read(path);

        assertThat(bundle.id()).isEqualTo(id).isEqualTo(Sha256.hex(Files.readAllBytes(path.resolve("manifest.json"))));
        assertThat(bundle.manifest())
                .isEqualTo(manifest().withFiles(bundle.manifest().files()));
        assertThat(bundle.file("model.onnx")).isEqualTo("a network".getBytes(UTF_8));
        assertThat(bundle.signed()).isFalse();
    }

    @Test
    void readsAnArchiveOfTheFolder() throws IOException {
        Path path = written();
        Path archive = folder.resolve("bundle.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(path.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        assertThat(BundleReader.read(archive).id())
                .isEqualTo(BundleReader.read(path).id());
    }

    @Test
    void refusesAnAlteredFile() throws IOException {
        Path path = written();
        Files.writeString(path.resolve("model.onnx"), "a NETwork");
        assertThatThrownBy(() -> BundleReader.read(path))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(
                        path.toString(),
                        "model.onnx",
                        Sha256.hex("a NETwork".getBytes(UTF_8)),
                        Sha256.hex("a network".getBytes(UTF_8)));
    }

    @Test
    void refusesAFileOfAnotherSize() throws IOException {
        Path path = written();
        Files.writeString(path.resolve("model.onnx"), "a network and more");
        assertThatThrownBy(() -> BundleReader.read(path))
                .hasMessageContainingAll("model.onnx", "more than 9 bytes", "says 9");
    }

    @Test
    void refusesAnIncompleteBundle() throws IOException {
        Path path = written();
        Files.delete(path.resolve("references/relu1.npy"));
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContainingAll("references/relu1.npy", "incomplete");
    }

    @Test
    void refusesAFileThatTheManifestDoesNotName() throws IOException {
        Path path = written();
        Files.writeString(path.resolve("references/extra"), "?");
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContainingAll("references/extra", "does not name");
    }

    @Test
    void refusesALinkInThePlaceOfAFile() throws IOException {
        Path path = written();
        Path outside = Files.writeString(folder.resolve("outside"), "a network");
        Files.delete(path.resolve("model.onnx"));
        Files.createSymbolicLink(path.resolve("model.onnx"), outside);
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContainingAll("model.onnx", "incomplete");
    }

    @Test
    void refusesAManifestThatLeadsOutOfTheFolder() throws IOException {
        Path path = written();
        rewriteManifest(path, "references/relu1.npy", "../relu1.npy");
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContaining("'../relu1.npy'");
    }

    @Test
    void refusesUnknownVersionsNamingTheKnownOne() throws IOException {
        Path path = written();
        rewriteManifest(path, "\"formatVersion\" : 1", "\"formatVersion\" : 2");
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContainingAll("formatVersion 2", "known here: 1");
    }

    @Test
    void refusesUnknownFields() throws IOException {
        Path path = written();
        rewriteManifest(path, "\"architecture\"", "\"surprise\" : 1, \"architecture\"");
        assertThatThrownBy(() -> BundleReader.read(path)).hasMessageContaining("surprise");
    }

    @Test
    void refusesAFolderThatIsNoBundle() {
        assertThatThrownBy(() -> BundleReader.read(folder)).hasMessageContaining("no manifest.json");
        assertThatThrownBy(() -> BundleReader.read(folder.resolve("nowhere"))).hasMessageContaining("no bundle there");
    }

    @Test
    void acceptsTheSignatureOfATrustedKeyAndNoOther() throws IOException {
        KeyPair ours = SigningKeys.generate();
        KeyPair theirs = SigningKeys.generate();
        Path path = folder.resolve("signed");
        BundleWriter.write(manifest(), CONTENTS, path, Optional.of(ours.getPrivate()));

        assertThat(BundleReader.read(path, List.of(theirs.getPublic(), ours.getPublic()))
                        .signed())
                .isTrue();
        assertThatThrownBy(() -> BundleReader.read(path, List.of(theirs.getPublic())))
                .hasMessageContainingAll("manifest.sig", "none of the 1 trusted keys");
    }

    @Test
    void refusesAnUnsignedBundleWhereASignatureIsAskedFor() throws IOException {
        Path path = written();
        assertThatThrownBy(() ->
                        BundleReader.read(path, List.of(SigningKeys.generate().getPublic())))
                .hasMessageContainingAll("no manifest.sig", "--sign-key");
    }

    @Test
    void aSignatureCoversTheManifestsEveryByte() throws IOException {
        KeyPair ours = SigningKeys.generate();
        Path path = folder.resolve("signed");
        BundleWriter.write(manifest(), CONTENTS, path, Optional.of(ours.getPrivate()));
        rewriteManifest(path, "tiny", "tinY");
        assertThatThrownBy(() -> BundleReader.read(path, List.of(ours.getPublic())))
                .hasMessageContaining("altered");
    }

    @Test
    void keysAreReadBackFromTheirFiles() throws IOException {
        KeyPair pair = SigningKeys.generate();
        SigningKeys.writePrivate(pair.getPrivate(), folder.resolve("k.key"));
        SigningKeys.writePublic(pair.getPublic(), folder.resolve("k.pub"));
        assertThat(SigningKeys.readPrivate(folder.resolve("k.key"))).isEqualTo(pair.getPrivate());
        assertThat(SigningKeys.readPublic(folder.resolve("k.pub"))).isEqualTo(pair.getPublic());
        assertThatThrownBy(() -> SigningKeys.readPrivate(folder.resolve("k.pub")))
                .hasMessageContaining("PRIVATE KEY");
    }

    @Test
    void anExistingFolderIsNeverWrittenInto() throws IOException {
        Path path = written();
        assertThatThrownBy(() -> BundleWriter.write(manifest(), CONTENTS, path, Optional.empty()))
                .isInstanceOf(FileAlreadyExistsException.class);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(path);
        }
    }

    private Path written() throws IOException {
        Path path = folder.resolve("bundle");
        BundleWriter.write(manifest(), CONTENTS, path, Optional.empty());
        return path;
    }

    private static void rewriteManifest(Path path, String from, String to) throws IOException {
        Path file = path.resolve("manifest.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static Manifest manifest() {
        return new Manifest(
                1,
                "tiny",
                List.of("cat", "dog"),
                new Manifest.Input(
                        1, 28, 28, ColourOrder.GREY, new Resize(ResizeMode.NONE, 0), 1, List.of(0.0), List.of(1.0)),
                new Manifest.Model("image", "logits", OutputKind.LOGITS),
                List.of(new Manifest.Tap("relu1", "relu1", FeatureKind.CHANNEL, 20, List.of(20, 24, 24))),
                new Manifest.Scores(
                        List.of("activation/relu1", "confidence/max-softmax"),
                        List.of("softmax-twin/bits-1"),
                        List.of("bits-1"),
                        5),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("seed", 1)));
    }
}
