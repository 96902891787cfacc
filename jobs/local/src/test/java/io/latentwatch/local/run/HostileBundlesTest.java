package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.bundle.BundleWriter;
import io.latentwatch.bundle.Folders;
import io.latentwatch.bundle.Sha256;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.flink.models.AllowedUris;
import io.latentwatch.flink.models.CommandRefusedException;
import io.latentwatch.flink.models.CommandResult;
import io.latentwatch.flink.models.FetchBundles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command may make the job fetch, with a real bundle: the demo's, signed anew. Nothing of a refused one stays on the machine. */
class HostileBundlesTest {
    private static final KeyPair OURS = SigningKeys.generate();
    private static final KeyPair THEIRS = SigningKeys.generate();

    @TempDir
    private Path folder;

    private Path bundle;
    private String id;

    @BeforeEach
    void copyAndSign() throws IOException {
        bundle = Files.createDirectory(folder.resolve("models")).resolve("fashion");
        DemoData.copy(DemoData.BUNDLE, bundle);
        id = BundleWriter.sign(bundle, OURS.getPrivate());
    }

    @Test
    void aSignedFolderIsOpenedAndItsCopyServesAgain() throws Exception {
        assertThat(open(id, bundle).bundleId()).isEqualTo(id);
        Folders.delete(bundle);

        assertThat(open(id, bundle).bundleId()).isEqualTo(id);
    }

    @Test
    void aSignedArchiveIsOpened() throws Exception {
        assertThat(open(id, zip("fashion.zip")).bundleId()).isEqualTo(id);
    }

    @Test
    void aSignatureOfAnotherKeyIsRefusedBeforeMoreThanItIsFetched() throws Exception {
        BundleWriter.sign(bundle, THEIRS.getPrivate());
        Files.delete(bundle.resolve("model.onnx"));

        refused(id, bundle, CommandResult.REJECTED, "manifest.sig was made by none of the 1 trusted keys");
    }

    @Test
    void aMissingSignatureIsRefusedUnlessTheConfigurationAllowsIt() throws Exception {
        Files.delete(bundle.resolve("manifest.sig"));

        refused(id, bundle, CommandResult.REJECTED, "no manifest.sig of 64 bytes");
        try (Detector opened = lax().open(id, uri(bundle), cache())) {
            assertThat(opened.bundleId()).isEqualTo(id);
        }
    }

    @Test
    void withoutAnyTrustedKeyNothingIsFetched() {
        FetchBundles keyless = new FetchBundles(allowed(), List.of(), false, DetectorOptions.DEFAULTS);

        assertThatThrownBy(() -> keyless.open(id, uri(bundle), cache())).hasMessageContaining("models.trusted-keys");
        assertThat(cache()).doesNotExist();
    }

    @Test
    void anotherBundleThanTheCommandNamesIsRefusedBeforeMoreThanItsManifestIsFetched() throws Exception {
        String other = "0".repeat(64);
        Files.delete(bundle.resolve("model.onnx"));

        refused(other, bundle, CommandResult.REJECTED, id, other);
        refused(other, zip("other.zip"), CommandResult.REJECTED, other);
    }

    @Test
    void anAlteredFileIsRefusedAndTheCopyGoesWithIt() throws Exception {
        Path model = bundle.resolve("monitor.onnx");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        refused(id, bundle, CommandResult.REJECTED, "monitor.onnx", "SHA-256");
    }

    @Test
    void aFileThatIsLongerThanItsManifestSaysIsNotReadToItsEnd() throws Exception {
        Files.write(bundle.resolve("model.onnx"), new byte[32 << 20]);

        refused(id, bundle, CommandResult.REJECTED, "model.onnx", "more than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../outside", "/outside", "references/../../outside"})
    void anArchiveWhoseEntriesLeadOutOfItIsRefused(String entry) throws Exception {
        Path archive = zip("traversal.zip", entry);

        refused(id, archive, CommandResult.REJECTED, "traversal");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void aManifestThatLeadsOutOfItsFolderIsRefused() throws Exception {
        Path manifest = bundle.resolve("manifest.json");
        String text = Files.readString(manifest).replace("\"model.onnx\"", "\"../../outside\"");
        Files.writeString(manifest, text);
        String hostile = Sha256.hex(text.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> lax().open(hostile, uri(bundle), cache()))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("../../outside");
        assertThat(cache()).isEmptyDirectory();
    }

    @Test
    void whatIsNoArchiveIsRefused() throws Exception {
        Path noise = Files.write(bundle.resolveSibling("noise.zip"), new byte[1_000]);

        refused(id, noise, CommandResult.REJECTED, "noise");
    }

    @Test
    void whatIsNotThereIsUnreachable() {
        refused(id, bundle.resolveSibling("nowhere"), CommandResult.UNREACHABLE, "nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "http://example.com/models/fashion",
                "s3://bucket/models/fashion",
                "FOLDER/models-evil/fashion",
                "FOLDER/models/../secret",
                "FOLDER/models/%2e%2e/secret",
                "FOLDER/models//fashion",
                "FOLDER/models/fashion?x=1",
                "FOLDER/models/fashion#x",
                "FOLDER/models/./fashion",
                "FOLDER/models/fash\u0000ion",
                "models/fashion",
                ""
            })
    void aUriThatIsNotBelowAnAllowedOneIsForbidden(String uri) {
        String hostile = uri.replace("FOLDER", uri(folder));

        assertThatThrownBy(() -> bundles().open(id, hostile, cache()))
                .isInstanceOfSatisfying(
                        CommandRefusedException.class,
                        e -> assertThat(e.result()).isEqualTo(CommandResult.FORBIDDEN_URI));
        assertThat(cache()).doesNotExist();
    }

    private void refused(String bundleId, Path from, CommandResult result, String... messages) {
        assertThatThrownBy(() -> open(bundleId, from))
                .isInstanceOfSatisfying(
                        CommandRefusedException.class,
                        e -> assertThat(e.result()).isEqualTo(result))
                .hasMessageContainingAll(messages);
        assertThat(cache()).isEmptyDirectory();
    }

    /** Opens and closes again. */
    private Detector open(String bundleId, Path from) throws IOException, CommandRefusedException {
        try (Detector opened = bundles().open(bundleId, uri(from), cache())) {
            return opened;
        }
    }

    private FetchBundles bundles() {
        return new FetchBundles(
                allowed(), List.of(SigningKeys.text(OURS.getPublic())), false, DetectorOptions.DEFAULTS);
    }

    /** Do not look at signatures. */
    private FetchBundles lax() {
        return new FetchBundles(allowed(), List.of(), true, DetectorOptions.DEFAULTS);
    }

    private AllowedUris allowed() {
        return new AllowedUris(List.of(uri(folder) + "/models"));
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private static String uri(Path path) {
        String uri = path.toAbsolutePath().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** The bundle zipped, with empty entries besides. */
    private Path zip(String name, String... more) throws IOException {
        Path archive = bundle.resolveSibling(name);
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(bundle)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(bundle.relativize(file).toString()));
                Files.copy(file, zip);
            }
            for (String entry : more) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(1);
            }
        }
        return archive;
    }
}
