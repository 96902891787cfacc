package io.latentwatch.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.flink.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    @Test
    void readmeHoldsTheCatalogue() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("<!-- metrics -->\n" + Metric.markdown() + "<!-- /metrics -->\n");
    }
}
