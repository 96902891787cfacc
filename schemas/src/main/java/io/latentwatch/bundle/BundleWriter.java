package io.latentwatch.bundle;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a bundle in one step: either the folder is there and whole, or it is not there. */
public final class BundleWriter {
    private BundleWriter() {}

    /**
     * Writes the bundle and returns its id.
     *
     * @param manifest all but {@code files}, which is made from the contents
     * @param contents the files by name
     * @param folder must not exist
     * @param key signs the manifest, where there is one
     * @throws FileAlreadyExistsException if the folder exists
     */
    public static String write(Manifest manifest, Map<String, byte[]> contents, Path folder, Optional<PrivateKey> key)
            throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(
                    folder + " exists, a bundle is never changed; name another folder or remove it");
        }
        byte[] manifestBytes = ManifestJson.write(manifest.withFiles(entries(contents)));
        Files.createDirectories(target.getParent());
        Path draft = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".draft");
        try {
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                Path path = draft.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.write(draft.resolve(BundleFiles.MANIFEST), manifestBytes);
            if (key.isPresent()) {
                Files.write(draft.resolve(BundleFiles.SIGNATURE), SigningKeys.sign(manifestBytes, key.get()));
            }
            draft.toFile().setReadable(true, false);
            draft.toFile().setExecutable(true, false);
            Files.move(draft, target, ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Folders.delete(draft);
            throw e;
        }
        return Sha256.hex(manifestBytes);
    }

    /**
     * Signs a bundle that is there already, in one step; its id does not change. A signature that it has is replaced.
     *
     * @return the bundle's id
     * @throws BundleException if the folder does not hold a whole bundle
     */
    public static String sign(Path folder, PrivateKey key) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BundleException(folder + ": no folder there, expected a bundle's; sign it before it is zipped");
        }
        Bundle bundle = BundleReader.read(folder);
        byte[] manifest = Files.readAllBytes(folder.resolve(BundleFiles.MANIFEST));
        if (!Sha256.hex(manifest).equals(bundle.id())) {
            throw new BundleException(folder + ": manifest.json changed while it was read; leave a bundle as it is");
        }
        Path draft = Files.createTempFile(folder.toAbsolutePath().getParent(), ".manifest", ".sig");
        try {
            Files.write(draft, SigningKeys.sign(manifest, key));
            draft.toFile().setReadable(true, false);
            Files.move(draft, folder.resolve(BundleFiles.SIGNATURE), ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        return bundle.id();
    }

    private static SortedMap<String, Manifest.FileEntry> entries(Map<String, byte[]> contents) {
        SortedMap<String, Manifest.FileEntry> entries = new TreeMap<>();
        contents.forEach((name, bytes) -> {
            if (!BundleFiles.isName(name)) {
                throw new IllegalArgumentException("'" + name + "' is not a name for a file of a bundle");
            }
            entries.put(name, new Manifest.FileEntry(bytes.length, Sha256.hex(bytes)));
        });
        return entries;
    }
}
