package io.latentwatch.local.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Chromium without a window, which shows a page for some seconds of its own time. */
final class RealChromium {
    private static final int SECONDS = 120;

    private final Path program;
    private final Path folder;

    private RealChromium(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** The program on the path; empty where it is not installed. */
    static Optional<Path> program() {
        return LoopbackProgram.find("chromium", "chromium-browser", "google-chrome");
    }

    /** One with a profile of its own in the folder. */
    static RealChromium in(Path folder) {
        return new RealChromium(program().orElseThrow(), folder);
    }

    /** The page's elements as they are after its script has run for a while. */
    String elements(String url) throws IOException, InterruptedException {
        Path log = folder.resolve("chromium.log");
        Path out = folder.resolve("chromium.out");
        List<String> line = List.of(
                program.toString(),
                "--headless",
                "--no-sandbox", // there is none for root; what is shown comes from this machine
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("profile").toAbsolutePath(),
                "--virtual-time-budget=6000",
                "--dump-dom",
                url);
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "%s did not show %s; its log: %s".formatted(program, url, Files.readString(log)));
            }
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
