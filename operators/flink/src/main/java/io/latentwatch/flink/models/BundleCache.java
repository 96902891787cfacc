package io.latentwatch.flink.models;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Folders;
import io.latentwatch.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.FileSystem;

/**
 * Bundles that were fetched to this machine, by id. Nothing in it is trusted: what is read from here is verified like what comes from anywhere.
 *
 * <p>Only files that a manifest with the right id and signature names are fetched, each to the size that it gives and one byte more at most; an
 * archive is never unpacked.
 */
final class BundleCache {
    private static final String ARCHIVE = ".zip";
    private static final int BUFFER = 1 << 16;

    private final Path folder;

    BundleCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The bundle's copy here, fetched if there is none; a folder or an archive, as it is there.
     *
     * @param uri as Flink's file systems take it; an archive's ends with .zip
     * @param trusted when not empty, one of these keys must have signed the manifest before more of a folder is fetched
     * @throws CommandRefusedException if it cannot be read from there, or its manifest must not be used
     */
    Path fetch(String bundleId, String uri, List<PublicKey> trusted) throws IOException, CommandRefusedException {
        Path place = place(bundleId, uri);
        // Subtasks of a job fetch a bundle once. Other jobs have this class from a loader of their own: each writes a
        // draft, and either's may stay.
        synchronized (BundleCache.class) {
            if (Files.exists(place)) {
                return place;
            }
            Files.createDirectories(folder);
            Path draft = Files.createTempDirectory(folder, "draft");
            try {
                Path fetched = draft.resolve("bundle" + (isArchive(uri) ? ARCHIVE : ""));
                copy(bundleId, uri, trusted, fetched);
                put(fetched, place);
            } finally {
                Folders.delete(draft);
            }
            return place;
        }
    }

    /** Moves a copy to its place, unless another job put one there meanwhile: a folder cannot take the place of another. */
    static void put(Path fetched, Path place) throws IOException {
        try {
            Files.move(fetched, place, ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(place)) {
                throw e;
            }
        }
    }

    private Path place(String bundleId, String uri) {
        return folder.resolve(bundleId + (isArchive(uri) ? ARCHIVE : ""));
    }

    private static boolean isArchive(String uri) {
        return uri.endsWith(ARCHIVE);
    }

    /** Removes a bundle's copies: what was refused, or will not be needed. */
    void forget(String bundleId) throws IOException {
        synchronized (BundleCache.class) {
            for (String name : List.of(bundleId, bundleId + ARCHIVE)) {
                Folders.delete(folder.resolve(name));
            }
        }
    }

    private static void copy(String bundleId, String uri, List<PublicKey> trusted, Path to)
            throws IOException, CommandRefusedException {
        org.apache.flink.core.fs.Path from = new org.apache.flink.core.fs.Path(uri);
        FileSystem files;
        try {
            files = from.getFileSystem();
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
        if (isArchive(uri)) {
            copy(files, uri, from, to, BundleReader.MAX_BYTES);
        } else {
            copyFolder(bundleId, uri, trusted, files, from, to);
        }
    }

    private static void copyFolder(
            String bundleId,
            String uri,
            List<PublicKey> trusted,
            FileSystem files,
            org.apache.flink.core.fs.Path from,
            Path to)
            throws IOException, CommandRefusedException {
        Files.createDirectory(to);
        Path manifest = to.resolve(BundleFiles.MANIFEST);
        copy(
                files,
                uri,
                new org.apache.flink.core.fs.Path(from, BundleFiles.MANIFEST),
                manifest,
                BundleReader.MAX_MANIFEST_BYTES);
        String id = Sha256.hex(Files.readAllBytes(manifest));
        if (!id.equals(bundleId)) {
            throw new CommandRefusedException(
                    CommandResult.REJECTED,
                    uri + ": its id is " + id + ", the command says " + bundleId + "; give the bundle's own id");
        }
        copySignature(files, uri, from, to);
        Map<String, Long> sizes;
        try {
            sizes = BundleReader.sizes(to, uri, trusted);
        } catch (BundleException e) {
            throw new CommandRefusedException(CommandResult.REJECTED, e.getMessage(), e);
        }
        for (Map.Entry<String, Long> file : sizes.entrySet()) {
            Path target = to.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            copy(files, uri, new org.apache.flink.core.fs.Path(from, file.getKey()), target, file.getValue());
        }
    }

    private static void copySignature(FileSystem files, String uri, org.apache.flink.core.fs.Path from, Path to)
            throws IOException, CommandRefusedException {
        org.apache.flink.core.fs.Path signature = new org.apache.flink.core.fs.Path(from, BundleFiles.SIGNATURE);
        boolean signed;
        try {
            signed = files.exists(signature);
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
        if (signed) {
            copy(files, uri, signature, to.resolve(BundleFiles.SIGNATURE), BundleReader.SIGNATURE_BYTES);
        }
    }

    /** Copies a file up to one byte beyond its limit, which is enough for the reader to refuse it. */
    private static void copy(FileSystem files, String uri, org.apache.flink.core.fs.Path from, Path to, long limit)
            throws IOException, CommandRefusedException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(to);
                InputStream in = open(files, uri, from)) {
            for (long left = limit + 1; left > 0; ) {
                int read = read(in, buffer, (int) Math.min(left, buffer.length), uri);
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static InputStream open(FileSystem files, String uri, org.apache.flink.core.fs.Path from)
            throws CommandRefusedException {
        try {
            return files.open(from);
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    private static int read(InputStream in, byte[] buffer, int most, String uri) throws CommandRefusedException {
        try {
            return in.read(buffer, 0, most);
        } catch (IOException e) {
            throw unreachable(uri, e);
        }
    }

    private static CommandRefusedException unreachable(String uri, IOException cause) {
        return new CommandRefusedException(
                CommandResult.UNREACHABLE,
                uri + " cannot be read (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); look whether the bundle is there, and Flink's file system for it",
                cause);
    }
}
