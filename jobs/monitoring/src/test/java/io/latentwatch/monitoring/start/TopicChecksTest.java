package io.latentwatch.monitoring.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicChecksTest {
    @Test
    void saysWhichKafkaDoesNotAnswer() {
        TopicChecks checks = checks(Map.of(
                "kafka.bootstrap-servers", "127.0.0.1:1",
                "bundle.path", "bundle",
                "kafka.properties.default.api.timeout.ms", "300",
                "kafka.properties.request.timeout.ms", "300"));

        assertThatThrownBy(checks::run)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("127.0.0.1:1", "TimeoutException", "kafka.bootstrap-servers");
    }

    @Test
    void saysWhichPropertyKafkasClientRefuses() {
        TopicChecks checks = checks(Map.of(
                "kafka.bootstrap-servers", "127.0.0.1:1",
                "bundle.path", "bundle",
                "kafka.properties.request.timeout.ms", "soon"));

        assertThatThrownBy(checks::run)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContainingAll("request.timeout.ms", "soon", "kafka.properties");
    }

    private static TopicChecks checks(Map<String, String> values) {
        return new TopicChecks(MonitoringConfiguration.of(values));
    }
}
