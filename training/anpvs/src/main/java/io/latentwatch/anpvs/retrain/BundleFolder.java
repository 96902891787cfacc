package io.latentwatch.anpvs.retrain;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of bundles, each a folder in it; new ones go there too.
 *
 * @param uri what jobs call it by; empty: nothing in it is told to them
 */
public record BundleFolder(Path path, Optional<String> uri) {
    /**
     * Finds a bundle by its id.
     *
     * @return empty where the folder has none of that id
     * @throws io.latentwatch.bundle.BundleException if it is damaged
     */
    Optional<Bundle> find(String id) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(path)) {
            folders = Stream.concat(Stream.of(path), entries.sorted())
                    .filter(folder -> Files.isRegularFile(folder.resolve(BundleFiles.MANIFEST)))
                    .toList();
        }
        for (Path folder : folders) {
            if (Sha256.hex(Files.readAllBytes(folder.resolve(BundleFiles.MANIFEST)))
                    .equals(id)) {
                return Optional.of(BundleReader.read(folder));
            }
        }
        return Optional.empty();
    }

    /** Where a job finds what lies there under a name; empty where jobs do not know the folder. */
    Optional<String> uri(String name) {
        return uri.map(prefix -> prefix.endsWith("/") ? prefix + name : prefix + "/" + name);
    }
}
