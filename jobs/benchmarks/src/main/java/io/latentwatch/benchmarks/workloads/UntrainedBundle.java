package io.latentwatch.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import io.latentwatch.bundle.Folders;
import io.latentwatch.local.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle of a network with seeded random weights, and the seeded random images that it was profiled on. {@code ./latentwatch untrained} makes both,
 * in a process of its own, the first time; jobs see nothing of the trainer.
 *
 * @param name of its folder among the models
 * @param network as the trainer names it, or a file of layers
 * @param input of the images, {@code HxWxC}
 */
public record UntrainedBundle(String name, String network, String input) implements BundleSource {
    private static final String SEED = "1";
    /** Of them 480 are the calibration: a false-alarm rate of 1 % takes 459. */
    private static final String IMAGES = "600";

    public UntrainedBundle {
        requireNonNull(name, "name is null");
        requireNonNull(network, "network is null");
        requireNonNull(input, "input is null");
    }

    @Override
    public Located locate(Path models) throws IOException {
        Path folder = models.resolve(name);
        Path bundle = folder.resolve("bundle");
        if (!Files.isDirectory(bundle)) {
            make(folder);
        }
        return new Located(bundle, List.of(folder.resolve("held-out")));
    }

    private void make(Path folder) throws IOException {
        Path launcher = Home.resolve("latentwatch").toAbsolutePath();
        if (!Files.isExecutable(launcher)) {
            throw new IOException(
                    "%s: expected the launcher that makes its bundle at %s, found none; start bench by ./latentwatch, or name other --workloads"
                            .formatted(name, launcher));
        }
        System.err.printf("%s: writing a bundle with random weights to %s ...%n", name, folder);
        Folders.delete(folder); // what a command that was interrupted left
        Files.createDirectories(folder.toAbsolutePath().getParent());
        List<String> command = List.of(
                launcher.toString(),
                "untrained",
                "--network",
                network,
                "--input",
                input,
                "--images",
                IMAGES,
                "--seed",
                SEED,
                "--out",
                folder.toAbsolutePath().toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MALLOC_")); // the trainer has settings of its own
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("%s: '%s' ended with %d, expected 0 and a bundle; it said:%n%s"
                        .formatted(name, String.join(" ", command), status, output.strip()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + ": interrupted while its bundle was written; start again", e);
        } finally {
            process.destroy();
        }
    }
}
