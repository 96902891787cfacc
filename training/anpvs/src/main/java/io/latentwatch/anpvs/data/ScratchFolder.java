package io.latentwatch.anpvs.data;

import io.latentwatch.bundle.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for files that nobody needs once it is closed. */
public record ScratchFolder(Path path) implements AutoCloseable {
    /** A new one among the system's temporary files. */
    public static ScratchFolder create(String prefix) throws IOException {
        return new ScratchFolder(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
