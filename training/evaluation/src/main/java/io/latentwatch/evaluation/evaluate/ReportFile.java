package io.latentwatch.evaluation.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reports, and what they are made of, as JSON files. */
public final class ReportFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ReportFile() {}

    /** Writes the file in one step, and its folder where there is none; an existing one is replaced. */
    public static void write(Object report, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(beside, JSON.writeValueAsString(report) + "\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads a file, if there is one, as {@link #read(Path, JavaType)} does. */
    public static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        return read(file, TypeFactory.defaultInstance().constructType(type));
    }

    /**
     * Reads a file that {@link #write} wrote and that can be made again; empty where there is none.
     *
     * @throws IOException if it holds something else, or if the type refuses it with an {@link IllegalArgumentException}
     */
    public static <T> Optional<T> read(Path file, JavaType type) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), type));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s: expected a %s, found other JSON: %s; delete it and run it again"
                            .formatted(file, type.getRawClass().getSimpleName(), e.getOriginalMessage()),
                    e);
        }
    }

    /**
     * Checks a file's format version.
     *
     * @throws IllegalArgumentException if it is not the one that this code writes
     */
    public static void requireVersion(int expected, int found) {
        if (found != expected) {
            throw new IllegalArgumentException("expected format version %d, found %d".formatted(expected, found));
        }
    }
}
