package io.latentwatch.bundle;

import java.util.Optional;

/** The git commit that a program was built from, as the launcher tells it in the environment variable {@value #VARIABLE}. */
public final class SourceCommit {
    public static final String VARIABLE = "LATENTWATCH_COMMIT";

    private SourceCommit() {}

    /** 40 hexadecimal digits, and {@code -dirty} behind them where files differ from the commit; empty where it is not told. */
    public static Optional<String> find() {
        return Optional.ofNullable(System.getenv(VARIABLE)).filter(commit -> !commit.isBlank());
    }
}
