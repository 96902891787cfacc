package io.latentwatch.flink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {
    @TempDir
    private Path folder;

    @Test
    void theCopyThatAnotherJobPutThereMeanwhileStays() throws IOException {
        Path place = bundle("place", "theirs");

        BundleCache.put(bundle("draft", "ours"), place);

        assertThat(place.resolve("manifest.json")).hasContent("theirs");
    }

    @Test
    void aCopyThatCannotBePutInItsPlaceIsAnError() throws IOException {
        Path draft = bundle("draft", "ours");

        assertThatThrownBy(
                        () -> BundleCache.put(draft, folder.resolve("nowhere").resolve("place")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Path bundle(String name, String manifest) throws IOException {
        Path bundle = Files.createDirectory(folder.resolve(name));
        Files.writeString(bundle.resolve("manifest.json"), manifest);
        return bundle;
    }
}
