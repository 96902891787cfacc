package io.latentwatch.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeygenCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void aFolderThatIsNotThereIsNamedWithWhatToDo() {
        Path missing = folder.resolve("nowhere");
        assertThat(keygen(missing.resolve("k"))).isEqualTo(1);
        assertThat(errors.toString())
                .contains(missing.resolve("k.key").toString(), "expected a folder " + missing, "found none", "--out");
    }

    @Test
    void aFileInThePlaceOfTheFolderIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "?");
        assertThat(keygen(file.resolve("k"))).isEqualTo(1);
        assertThat(errors.toString()).contains("expected a folder " + file, "found none");
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        assertThat(keygen(folder.resolve("k"))).isZero();
        byte[] key = Files.readAllBytes(folder.resolve("k.key"));
        assertThat(keygen(folder.resolve("k"))).isEqualTo(1);
        assertThat(errors.toString()).contains("k.key exists", "--out");
        assertThat(Files.readAllBytes(folder.resolve("k.key"))).isEqualTo(key);
    }

    private int keygen(Path name) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(errors, true));
        return line.execute("keygen", "--out", name.toString());
    }
}
