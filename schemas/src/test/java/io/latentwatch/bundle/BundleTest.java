package io.latentwatch.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.bundle.Manifest.FeatureKind;
import io.latentwatch.bundle.Manifest.Layout;
import io.latentwatch.bundle.Manifest.OutputKind;
import io.latentwatch.bundle.Manifest.Resize;
import io.latentwatch.bundle.Manifest.ResizeMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** 2^64 bytes in four parts, which are 0 as a sum of longs, would have whoever fetches them copy without a limit. */
    static List<List<Long>> impossibleSizes() {
        return List.of(
                List.of(-1L),
                List.of(BundleReader.MAX_BYTES + 1),
                List.of(BundleReader.MAX_BYTES, 1L),
                Collections.nCopies(4, 1L << 62));
    }

    @ParameterizedTest
    @MethodSource("impossibleSizes")
    void refusesAManifestWhoseFilesHaveImpossibleSizes(List<Long> sizes) throws IOException {
        SortedMap<String, Manifest.FileEntry> files = new TreeMap<>();
        for (long size : sizes) {
            files.put("file-" + files.size(), new Manifest.FileEntry(size, "0".repeat(64)));
        }
        Files.write(
                folder.resolve("manifest.json"), ManifestJson.write(manifest().withFiles(files)));

        assertThatThrownBy(() -> BundleReader.sizes(folder, "s3://models/hostile", List.of()))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("s3://models/hostile", "file-", "expected 0 to", "2147483648");
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
    void refusesTwoClassesOfOneName() throws IOException {
        Path path = written();
        rewriteManifest(path, "\"dog\"", "\"cat\"");
        assertThatThrownBy(() -> BundleReader.read(path))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("manifest.json", "classes are [cat, cat]", "expected distinct names");
    }

    /** Hashes 1, 2 and 2^64 - 1: the last one is the largest as an unsigned number. */
    @Test
    void readsSplitsThatAreSortedAsUnsignedNumbers() throws IOException {
        byte[] hashes = hashes(1, 2, 2, -1);
        Path path = withSplit(new Manifest.Split(4, Sha256.hex(hashes)), Map.of("splits/calibration.bin", hashes));
        assertThat(BundleReader.read(path).manifest().splits()).containsOnlyKeys("calibration");
    }

    record SplitCase(String what, Manifest.Split split, Map<String, byte[]> files, String... message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<SplitCase> wrongSplits() {
        byte[] two = hashes(1, 2);
        String sha256 = Sha256.hex(two);
        String file = "splits/calibration.bin";
        return List.of(
                new SplitCase(
                        "of another count",
                        new Manifest.Split(3, sha256),
                        Map.of(file, two),
                        file + " has 16 bytes, manifest.json says 3 images of 8 bytes"),
                new SplitCase(
                        "with half a hash",
                        new Manifest.Split(1, Sha256.hex(new byte[12])),
                        Map.of(file, new byte[12]),
                        file + " has 12 bytes, manifest.json says 1 images"),
                new SplitCase(
                        "of another hash",
                        new Manifest.Split(2, Sha256.hex(hashes(1, 3))),
                        Map.of(file, two),
                        file + " has SHA-256 " + sha256,
                        "manifest.json says " + Sha256.hex(hashes(1, 3))),
                new SplitCase(
                        "that is not sorted",
                        new Manifest.Split(2, Sha256.hex(hashes(-1, 1))),
                        Map.of(file, hashes(-1, 1)),
                        file + " has hash 0000000000000001 after ffffffffffffffff"),
                new SplitCase("without a file", new Manifest.Split(2, sha256), Map.of(), file + " is not there"),
                new SplitCase(
                        "beside a file that the manifest has no split for",
                        new Manifest.Split(2, sha256),
                        Map.of(file, two, "splits/training.bin", two),
                        "holds [splits/training.bin], manifest.json says the splits [calibration]"));
    }

    @ParameterizedTest
    @MethodSource("wrongSplits")
    void refusesASplit(SplitCase given) throws IOException {
        Path path = withSplit(given.split(), given.files());
        assertThatThrownBy(() -> BundleReader.read(path))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(given.message())
                .hasMessageContainingAll(path.toString(), "take the bundle from its origin again");
    }

    private Path withSplit(Manifest.Split split, Map<String, byte[]> files) throws IOException {
        Manifest plain = manifest();
        Manifest manifest = new Manifest(
                plain.formatVersion(),
                plain.architecture(),
                plain.classes(),
                plain.input(),
                plain.model(),
                plain.taps(),
                plain.scores(),
                new TreeMap<>(Map.of("calibration", split)),
                plain.files(),
                plain.provenance());
        Path path = folder.resolve("split");
        BundleWriter.write(manifest, files, path, Optional.empty());
        return path;
    }

    private static byte[] hashes(long... hashes) {
        ByteBuffer file = ByteBuffer.allocate(8 * hashes.length);
        Arrays.stream(hashes).forEach(file::putLong);
        return file.array();
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

    @Test
    void knowsTheWeightsOfManifestsThatDoNotSayAndRefusesImpossibleOnes() {
        Manifest.Scores scores = manifest().scores();

        assertThat(scores.weights()).containsOnly(Map.entry("noise", 4.0));
        String text = new String(ManifestJson.write(manifest()), StandardCharsets.UTF_8);
        String unsaid = text.replaceAll(",\\s*\"weights\" : \\{[^}]*}", "");
        assertThat(unsaid).isNotEqualTo(text).doesNotContain("weights");
        assertThat(read(unsaid).scores().weights()).containsOnly(Map.entry("noise", 4.0));
        String others = text.replace("\"noise\" : 4.0", "\"confidence\" : 3.0, \"noise\" : 2.5");
        assertThat(read(others).scores().weights()).containsOnly(Map.entry("confidence", 3.0), Map.entry("noise", 2.5));
        assertThatThrownBy(() -> new Manifest.Scores(
                        scores.plain(), scores.twin(), scores.squeezers(), 5, Map.of("confidence", 0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores.weights.confidence is 0.0, expected a finite number above 0");
    }

    private static Manifest read(String manifest) {
        return ManifestJson.read(manifest.getBytes(StandardCharsets.UTF_8), "bundle");
    }

    private static Manifest manifest() {
        return new Manifest(
                1,
                "tiny",
                List.of("cat", "dog"),
                new Manifest.Input(
                        1, 28, 28, ColourOrder.GREY, new Resize(ResizeMode.NONE, 0), 1, List.of(0.0), List.of(1.0)),
                new Manifest.Model("image", "logits", OutputKind.LOGITS, Layout.NCHW),
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
