package io.latentwatch.anpvs.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commit of the sources: the environment variable {@value #VARIABLE}, else what git says of the working folder. */
final class SourceCommit {
    static final String VARIABLE = "LATENTWATCH_COMMIT";
    private static final long SECONDS = 5;

    private SourceCommit() {}

    /** Empty where neither knows it: a model without it is still a model. */
    static Optional<String> find() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(commit -> !commit.isBlank())
                .or(SourceCommit::askGit);
    }

    private static Optional<String> askGit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!git.waitFor(SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                return Optional.empty();
            }
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return git.exitValue() == 0 && commit.matches("[0-9a-f]{40}") ? Optional.of(commit) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
