package io.latentwatch.local.page;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths of what the page shows besides its own files. */
final class PagePaths {
    static final String SNAPSHOT = "/snapshot.json";

    private static final Pattern FLAGGED = Pattern.compile("/flagged/(\\d{1,18})\\.png");
    private static final Pattern EXAMPLE = Pattern.compile("/example/([0-9a-f]{64})/(\\d{1,6})\\.png");

    private PagePaths() {}

    /** The class of a bundle, whose example is asked for. */
    record Example(String bundleId, int classIndex) {}

    static String flagged(long number) {
        return "/flagged/%d.png".formatted(number);
    }

    static String example(String bundleId, int classIndex) {
        return "/example/%s/%d.png".formatted(bundleId, classIndex);
    }

    static OptionalLong flagged(String path) {
        Matcher parts = FLAGGED.matcher(path);
        return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(1))) : OptionalLong.empty();
    }

    static Optional<Example> example(String path) {
        Matcher parts = EXAMPLE.matcher(path);
        return parts.matches()
                ? Optional.of(new Example(parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }
}
