package io.latentwatch.local.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the evidence where Flink's reporters serve the job's metrics to Prometheus, one address for each task manager. */
final class PrometheusEvidence implements Evidence.Source {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 16 << 20;

    /** With the group's path in front, as Flink's reporter writes it, or without, as it stands in Prometheus. */
    private static final Pattern LINE = Pattern.compile("\\w*latentwatch_\\w*?evidence(_limit)?\\{(.*)} (\\S+).*");

    private static final Pattern LEVEL = label("level");
    private static final Pattern STATISTIC = label("statistic");

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final List<URI> addresses;

    /** @param addresses such as {@code http://127.0.0.1:9249/metrics} */
    PrometheusEvidence(List<URI> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public List<Evidence> read() throws IOException, InterruptedException {
        EvidenceGauges gauges = new EvidenceGauges();
        for (URI address : addresses) {
            add(get(address), gauges);
        }
        return gauges.all();
    }

    private String get(URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("%s answered with status %d, expected metrics for Prometheus; correct --metrics"
                        .formatted(address, response.statusCode()));
            }
            return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    static void add(String exposition, EvidenceGauges gauges) {
        exposition.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Optional<String> level = find(LEVEL, line.group(2));
            Optional<String> statistic = find(STATISTIC, line.group(2));
            if (level.isPresent() && statistic.isPresent()) {
                gauges.add(line.group(1) != null, level.get(), statistic.get(), number(line.group(3)));
            }
        });
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.replace("Inf", "Infinity"));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static Optional<String> find(Pattern label, String labels) {
        Matcher found = label.matcher(labels);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static Pattern label(String name) {
        return Pattern.compile("(?:^|,)" + name + "=\"([a-z_]{1,40})\"");
    }
}
