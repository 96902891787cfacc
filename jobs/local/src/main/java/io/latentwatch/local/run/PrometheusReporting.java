package io.latentwatch.local.run;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/** Flink's own reporter for Prometheus, set as the rules in docker/prometheus/prometheus.yml expect it. */
final class PrometheusReporting {
    private PrometheusReporting() {}

    /** Without the filter for values of labels, which would take the point out of {@code le="0.5"}. */
    static void serve(Configuration settings, int port) {
        MetricReporting.add(
                settings,
                "prom",
                PrometheusReporterFactory.class,
                Map.of("port", Integer.toString(port), "filterLabelValueCharacters", "false"));
    }
}
