package io.latentwatch.local;

import java.nio.file.Path;

/** Where the repository stands, as the launcher says; without a launcher, the working directory. */
public final class Home {
    private Home() {}

    /** A path within the repository. */
    public static Path resolve(String path) {
        return Path.of(System.getProperty("latentwatch.home", "")).resolve(path);
    }
}
