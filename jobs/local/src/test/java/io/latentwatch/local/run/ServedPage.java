package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.local.page.PageOption;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;

/**
 * A live page as its clients see it.
 *
 * @param address of the page itself
 */
record ServedPage(URI address) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The option that serves one on a free port of this machine. */
    static PageOption option() {
        return CommandLine.populateCommand(new PageOption(), "--page", "127.0.0.1:0");
    }

    /** The one that is announced in the first of those lines. */
    static ServedPage announcedIn(BlockingQueue<String> lines) throws InterruptedException {
        String line = lines.poll(60, TimeUnit.SECONDS);
        assertThat(line).startsWith("page: http://127.0.0.1:");
        return new ServedPage(URI.create(line.substring("page: ".length())));
    }

    /** What a page of this configuration shows when it has read so many verdicts and fetched the flagged images. */
    static JsonNode shownOf(MonitoringConfiguration configuration, int verdicts) throws Exception {
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(10);
        AtomicReference<JsonNode> shown = new AtomicReference<>();
        option().during(configuration, List::of, lines::add, () -> {
            ServedPage page = announcedIn(lines);
            Awaiting.until(() -> {
                shown.set(page.snapshot());
                assertThat(shown.get().get("troubles")).isEmpty();
                return shown.get().at("/totals/verdicts").asInt() >= verdicts && hasAllPictures(shown.get());
            });
        });
        return shown.get();
    }

    /** Whether there are flagged images, and each one's picture is there. */
    static boolean hasAllPictures(JsonNode shown) {
        boolean pictures = shown.get("gallery").size() > 0;
        for (JsonNode image : shown.get("gallery")) {
            pictures &= !image.get("picture").asText().isEmpty();
        }
        return pictures;
    }

    JsonNode snapshot() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get("/snapshot.json"));
    }

    /** What lies under a path. */
    byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = CLIENT.send(
                HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
