package io.latentwatch.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sends the log of everything in this JVM to a file: the console stays for what the command has to say. */
public final class LogFile {
    private static final String FILE = "latentwatch.log.file";
    private static final String LEVEL = "latentwatch.log.level";

    private LogFile() {}

    /** Takes effect if nothing has been logged yet, so it stands at a command's beginning. */
    public static void use(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        System.setProperty(FILE, file.toString());
        System.setProperty(LEVEL, System.getProperty(LEVEL, "INFO"));
    }
}
