package io.latentwatch.flink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.detector.DetectorOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchBundlesTest {
    /** Where an archive's directory says how many bytes an entry takes; its end, of 22 bytes, says where the directory begins. */
    private static final int SIZE_IN_DIRECTORY = 20;

    private static final int DIRECTORY_IN_END = 16;
    private static final int END = 22;

    @TempDir
    private Path folder;

    /** The reader meets the end of a file, which is no refusal of the bundle's; the next who asks for it must get it anew nevertheless. */
    @Test
    void theCopyOfAnArchiveWhoseManifestEndsTooSoonIsForgotten() throws IOException {
        String uri = folder.toUri() + "cut.zip";
        Files.write(folder.resolve("cut.zip"), cut());
        Path cache = folder.resolve("cache");
        FetchBundles bundles =
                new FetchBundles(new AllowedUris(List.of(uri)), List.of(), true, DetectorOptions.DEFAULTS);

        assertThatThrownBy(() -> bundles.open("0".repeat(64), uri, cache)).isInstanceOf(IOException.class);

        assertThat(cache).isEmptyDirectory();
    }

    private static byte[] cut() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write("{\"formatVersion\" : 1}".getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer bytes = ByteBuffer.wrap(archive.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(bytes.capacity() - END + DIRECTORY_IN_END);
        bytes.putInt(directory + SIZE_IN_DIRECTORY, 2);
        return bytes.array();
    }
}
