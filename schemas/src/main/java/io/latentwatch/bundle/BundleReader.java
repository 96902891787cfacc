package io.latentwatch.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * Reads a bundle, from a folder or from an archive (that folder zipped), and checks all of it: version, signature, the size and SHA-256 of every
 * file, nothing missing and nothing besides, the splits as the manifest has them. Links are not followed.
 */
public final class BundleReader {
    /** More than any bundle should need; a limit on what a hostile manifest can make us read. */
    public static final long MAX_BYTES = 2L << 30;

    /** More than any manifest should need. */
    public static final long MAX_MANIFEST_BYTES = 16L << 20;
    /** An Ed25519 signature has so many bytes. */
    public static final int SIGNATURE_BYTES = 64;

    private BundleReader() {}

    /** Reads a bundle whether it is signed or not. */
    public static Bundle read(Path bundle) throws IOException {
        return read(bundle, List.of());
    }

    /**
     * Reads a bundle that a trusted key must have signed.
     *
     * @param trusted when not empty, the manifest must carry a signature of one of these keys
     * @throws BundleException if the bundle must not be used
     */
    public static Bundle read(Path bundle, List<PublicKey> trusted) throws IOException {
        if (Files.isDirectory(bundle)) {
            return readFolder(bundle, bundle.toString(), trusted);
        }
        if (!Files.isRegularFile(bundle)) {
            throw new BundleException(
                    bundle
                            + ": no bundle there, expected a folder or an archive with a manifest.json; make one with ./latentwatch profile");
        }
        try (FileSystem archive = FileSystems.newFileSystem(bundle)) {
            return readFolder(archive.getPath("/"), bundle.toString(), trusted);
        } catch (ProviderNotFoundException | ZipException e) {
            throw new BundleException(
                    bundle + ": neither a folder nor a zip archive; make a bundle with ./latentwatch profile", e);
        }
    }

    /**
     * Sizes of the files that a folder's manifest names, after a look at its signature and at what a hostile one could do with them: names that lead
     * out of the folder, or more bytes than a bundle may have. For whoever brings the files together before {@link #read} checks them.
     *
     * @param folder has the manifest and its signature
     * @param where the bundle, for the error's text
     * @param trusted when not empty, the manifest must carry a signature of one of these keys
     * @throws BundleException if it must not be used
     */
    public static SortedMap<String, Long> sizes(Path folder, String where, List<PublicKey> trusted) throws IOException {
        byte[] manifest = readManifest(folder, where);
        checkSignature(folder, where, manifest, trusted);
        Manifest read = ManifestJson.read(manifest, where);
        checkManifestNames(where, read);
        SortedMap<String, Long> sizes = new TreeMap<>();
        read.files().forEach((name, entry) -> sizes.put(name, entry.size()));
        return sizes;
    }

    private static Bundle readFolder(Path folder, String where, List<PublicKey> trusted) throws IOException {
        byte[] manifestBytes = readManifest(folder, where);
        boolean signed = checkSignature(folder, where, manifestBytes, trusted);
        Manifest manifest = ManifestJson.read(manifestBytes, where);
        checkNames(folder, where, manifest);
        Map<String, byte[]> contents = new HashMap<>();
        for (Map.Entry<String, Manifest.FileEntry> file : manifest.files().entrySet()) {
            contents.put(file.getKey(), readFile(folder, where, file.getKey(), file.getValue()));
        }
        SplitFiles.check(manifest, contents, where);
        return new Bundle(Sha256.hex(manifestBytes), manifest, signed, where, contents);
    }

    private static byte[] readManifest(Path folder, String where) throws IOException {
        Path file = folder.resolve(BundleFiles.MANIFEST);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw new BundleException(
                    where + ": no manifest.json, so this is no bundle or half of one; take it from its origin again");
        }
        if (Files.size(file) > MAX_MANIFEST_BYTES) {
            throw new BundleException(where + ": manifest.json has " + Files.size(file) + " bytes, expected at most "
                    + MAX_MANIFEST_BYTES + "; take the bundle from its origin again");
        }
        return Files.readAllBytes(file);
    }

    private static boolean checkSignature(Path folder, String where, byte[] manifest, List<PublicKey> trusted)
            throws IOException {
        if (trusted.isEmpty()) {
            return false;
        }
        Path file = folder.resolve(BundleFiles.SIGNATURE);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS) || Files.size(file) != SIGNATURE_BYTES) {
            throw new BundleException(
                    where + ": no manifest.sig of " + SIGNATURE_BYTES
                            + " bytes, expected one by a trusted key; sign with ./latentwatch sign-bundle or profile --sign-key");
        }
        if (!SigningKeys.verify(manifest, Files.readAllBytes(file), trusted)) {
            throw new BundleException(where + ": manifest.sig was made by none of the " + trusted.size()
                    + " trusted keys for this manifest.json; it was altered, or its key is not in the configuration");
        }
        return true;
    }

    private static void checkManifestNames(String where, Manifest manifest) {
        for (String name : manifest.files().keySet()) {
            if (!BundleFiles.isName(name)) {
                throw new BundleException(where + ": manifest.json names the file '" + name
                        + "', expected a plain relative name; do not use this bundle");
            }
        }
        long left = MAX_BYTES;
        for (Map.Entry<String, Manifest.FileEntry> file : manifest.files().entrySet()) {
            long size = file.getValue().size();
            if (size < 0 || size > left) {
                throw new BundleException(where + ": manifest.json says " + size + " bytes of '" + file.getKey()
                        + "', expected 0 to " + left + ", what is left of the " + MAX_BYTES
                        + " that a bundle may have; do not use this bundle");
            }
            left -= size;
        }
    }

    private static void checkNames(Path folder, String where, Manifest manifest) throws IOException {
        checkManifestNames(where, manifest);
        Set<String> unknown = namesIn(folder);
        unknown.removeAll(manifest.files().keySet());
        unknown.removeAll(List.of(BundleFiles.MANIFEST, BundleFiles.SIGNATURE));
        if (!unknown.isEmpty()) {
            throw new BundleException(where + ": holds " + unknown
                    + ", which manifest.json does not name; remove what does not belong there");
        }
    }

    private static Set<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> !Files.isDirectory(path, NOFOLLOW_LINKS))
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static byte[] readFile(Path folder, String where, String name, Manifest.FileEntry expected)
            throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw new BundleException(where + ": no file '" + name
                    + "', which manifest.json names; the bundle is incomplete, take it from its origin again");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) Math.min(expected.size() + 1, Integer.MAX_VALUE - 8));
        }
        if (bytes.length != expected.size()) {
            throw new BundleException(where + ": '" + name + "' has "
                    + (bytes.length > expected.size() ? "more than " : "") + Math.min(bytes.length, expected.size())
                    + " bytes, manifest.json says " + expected.size() + "; take the bundle from its origin again");
        }
        if (!Sha256.hex(bytes).equals(expected.sha256())) {
            throw new BundleException(
                    where + ": '" + name + "' has SHA-256 " + Sha256.hex(bytes) + ", manifest.json says "
                            + expected.sha256() + "; the file was altered, take the bundle from its origin again");
        }
        return bytes;
    }
}
