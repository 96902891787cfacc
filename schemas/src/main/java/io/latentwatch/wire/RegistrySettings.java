package io.latentwatch.wire;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a schema registry is reached. Texts that are empty are not set; {@link #toString()} shows no secret.
 *
 * @param urls addresses of the same registry, http or https; one after another is asked until one answers
 * @param basicAuth {@code user:password}
 * @param token sent as a bearer token
 * @param truststore file of the certificates that the registry may show, PKCS12 or JKS; without it, Java's own
 * @param keystore file of the certificate to show to the registry
 * @param timeout how long a call is tried again while the registry does not answer
 * @param register whether schemas that the registry does not have are given to it; else they must be there
 */
public record RegistrySettings(
        List<URI> urls,
        String basicAuth,
        String token,
        String truststore,
        String truststorePassword,
        String keystore,
        String keystorePassword,
        Duration timeout,
        boolean register)
        implements Serializable {
    /** Key of the addresses in {@link #of}, separated by commas. */
    public static final String URL = "url";

    /** Key of user and password in {@link #of}. */
    public static final String BASIC_AUTH = "basic-auth";

    /** Key of the bearer token in {@link #of}. */
    public static final String TOKEN = "token";

    /** Key of the file of trusted certificates in {@link #of}. */
    public static final String TRUSTSTORE = "truststore";

    /** Key of that file's password in {@link #of}. */
    public static final String TRUSTSTORE_PASSWORD = "truststore-password";

    /** Key of the file of the own certificate in {@link #of}. */
    public static final String KEYSTORE = "keystore";

    /** Key of that file's password in {@link #of}. */
    public static final String KEYSTORE_PASSWORD = "keystore-password";

    /** Key of the time in {@link #of}. */
    public static final String TIMEOUT_MILLIS = "timeout-millis";

    /** Key of whether schemas are registered in {@link #of}, true or false. */
    public static final String REGISTER = "register";

    /** How long a call is tried again, where nothing else is said. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            URL,
            BASIC_AUTH,
            TOKEN,
            TRUSTSTORE,
            TRUSTSTORE_PASSWORD,
            KEYSTORE,
            KEYSTORE_PASSWORD,
            TIMEOUT_MILLIS,
            REGISTER));

    public RegistrySettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("the schema registry has no url, expected http://host:port");
        }
        urls.forEach(RegistrySettings::refuseOther);
        requireNonNull(basicAuth, "basicAuth is null");
        requireNonNull(token, "token is null");
        requireNonNull(truststore, "truststore is null");
        requireNonNull(truststorePassword, "truststorePassword is null");
        requireNonNull(keystore, "keystore is null");
        requireNonNull(keystorePassword, "keystorePassword is null");
        if (!basicAuth.isEmpty() && !token.isEmpty()) {
            throw new IllegalArgumentException(
                    "the schema registry has both basic-auth and a token, expected one of them");
        }
        if (!basicAuth.isEmpty() && !basicAuth.contains(":")) {
            throw new IllegalArgumentException("the schema registry's basic-auth has no colon, expected user:password");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "the schema registry's timeout is " + timeout + ", expected more than nothing");
        }
    }

    /**
     * Settings by key, those of the constants here.
     *
     * @throws IllegalArgumentException if a key is unknown, the url is missing, or a value is not what it must be
     */
    public static RegistrySettings of(Map<String, String> values) {
        for (String key : values.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("a schema registry has no setting '" + key + "', expected " + KEYS);
            }
        }
        return new RegistrySettings(
                urls(text(values, URL)),
                text(values, BASIC_AUTH),
                text(values, TOKEN),
                text(values, TRUSTSTORE),
                text(values, TRUSTSTORE_PASSWORD),
                text(values, KEYSTORE),
                text(values, KEYSTORE_PASSWORD),
                timeout(values),
                register(values));
    }

    private static List<URI> urls(String text) {
        List<URI> urls = new ArrayList<>();
        for (String url : text.split(",", -1)) {
            if (!url.isBlank()) {
                urls.add(uri(url.strip()));
            }
        }
        return urls;
    }

    private static URI uri(String url) {
        try {
            return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the schema registry's url is '" + url + "', expected http://host:port or https://host:port", e);
        }
    }

    /** A user's name in the address would be shown with it. */
    private static void refuseOther(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("the schema registry's url is '"
                    + (url.getUserInfo() == null ? url : "…") + "', expected http://host:port or https://host:port");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the schema registry's url holds a user's name, expected it in basic-auth as user:password");
        }
    }

    private static Duration timeout(Map<String, String> values) {
        String text = values.get(TIMEOUT_MILLIS);
        try {
            return text == null ? DEFAULT_TIMEOUT : Duration.ofMillis(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the schema registry's " + TIMEOUT_MILLIS + " is '" + text + "', expected a whole number", e);
        }
    }

    private static boolean register(Map<String, String> values) {
        String text = values.getOrDefault(REGISTER, "true");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(
                    "the schema registry's " + REGISTER + " is '" + text + "', expected true or false");
        }
        return text.equals("true");
    }

    private static String text(Map<String, String> values, String key) {
        return values.getOrDefault(key, "");
    }

    @Override
    public String toString() {
        return "schema registry at " + urls;
    }
}
