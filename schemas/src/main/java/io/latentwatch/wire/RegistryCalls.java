package io.latentwatch.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls of a registry over HTTP. What passes over, no connection, no answer in time, a server that is overloaded or broken, is tried again, at the next address, with
 * longer and longer pauses, for as long as the settings say. Redirections are not followed: they would take the credentials along. Thread-safe.
 */
final class RegistryCalls {
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Duration ONE_CALL = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final RegistrySettings settings;
    private final HttpClient client;

    /** @throws RegistryException if a file of certificates cannot be used */
    RegistryCalls(RegistrySettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(oneCall());
        if (!settings.truststore().isEmpty() || !settings.keystore().isEmpty()) {
            builder.sslContext(certificates());
        }
        this.client = builder.build();
    }

    /** An answer that will not change when it is asked for again. */
    record Response(int status, String body) {}

    /** @throws RegistryException if there is no answer in time */
    Response get(String path) {
        return call(path, HttpRequest.newBuilder().GET());
    }

    /** @throws RegistryException if there is no answer in time */
    Response post(String path, String json) {
        return call(
                path,
                HttpRequest.newBuilder().header("Content-Type", TYPE).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Response call(String path, HttpRequest.Builder request) {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        authorize(request.header("Accept", TYPE));
        String problem;
        int calls = 0;
        do {
            pause(calls, deadline);
            URI url = URI.create(settings.urls().get(calls % settings.urls().size()) + path);
            calls++;
            try {
                HttpResponse<String> response = send(request.uri(url).build());
                if (!PASSING.contains(response.statusCode())) {
                    return new Response(response.statusCode(), response.body());
                }
                problem = "status " + response.statusCode() + " at " + url;
            } catch (IOException e) {
                problem = e + " at " + url;
            }
        } while (System.nanoTime() < deadline);
        throw new RegistryException(
                "%s does not answer within %d ms, asked %d times, the last time: %s; check that it runs, and its url"
                        .formatted(settings, settings.timeout().toMillis(), calls, problem));
    }

    /** The client's own time-out ends with the head of an answer: this one is for all of it. */
    private HttpResponse<String> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            return response.get(oneCall().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().toString(), e.getCause());
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("no answer within " + oneCall().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            response.cancel(true);
            throw interrupted(e);
        }
    }

    private Duration oneCall() {
        return settings.timeout().compareTo(ONE_CALL) < 0 ? settings.timeout() : ONE_CALL;
    }

    private void pause(int calls, long deadline) {
        if (calls == 0) {
            return;
        }
        long millis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(calls - 1, 10));
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(millis, left)));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private RegistryException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryException("interrupted while asking the " + settings, e);
    }

    private void authorize(HttpRequest.Builder request) {
        if (!settings.basicAuth().isEmpty()) {
            byte[] user = settings.basicAuth().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        } else if (!settings.token().isEmpty()) {
            request.header("Authorization", "Bearer " + settings.token());
        }
    }

    private SSLContext certificates() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trusted(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RegistryException(
                    "a file of certificates for the %s cannot be used (truststore '%s', keystore '%s'): %s; check path, kind (PKCS12 or JKS) and password"
                            .formatted(settings, settings.truststore(), settings.keystore(), e.getMessage()),
                    e);
        }
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        if (settings.keystore().isEmpty()) {
            return null;
        }
        char[] password = settings.keystorePassword().toCharArray();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(Path.of(settings.keystore()).toFile(), password), password);
        return factory.getKeyManagers();
    }

    private TrustManager[] trusted() throws IOException, GeneralSecurityException {
        if (settings.truststore().isEmpty()) {
            return null;
        }
        char[] password = settings.truststorePassword().toCharArray();
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(Path.of(settings.truststore()).toFile(), password));
        return factory.getTrustManagers();
    }
}
