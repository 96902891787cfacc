package io.latentwatch.monitoring.configuration;

import java.util.List;
import java.util.Locale;

/** Knows which values must not be shown. */
public final class Secrets {
    /** What is shown instead. */
    public static final String MASK = "******";

    private static final List<String> WORDS = List.of(
            "password",
            "secret",
            "token",
            "credential",
            "jaas",
            "assertion",
            "basic.auth",
            "basic-auth",
            "auth.user",
            "private");

    private Secrets() {}

    /** The value, or the mask where the key names a secret: a password, a token, anything that ends in "key" and the like. */
    public static String masked(String key, String value) {
        return isSecret(key) ? MASK : value;
    }

    static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.endsWith("key") || WORDS.stream().anyMatch(lower::contains);
    }
}
