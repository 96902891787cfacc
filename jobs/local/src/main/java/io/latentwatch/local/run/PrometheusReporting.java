package io.latentwatch.local.run;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/** Flink's own reporter for Prometheus, set as the rules in docker/prometheus/prometheus.yml expect it. */
final class PrometheusReporting {
    private static final String REPORTER = "metrics.reporter.prom.";

    private PrometheusReporting() {}

    /** Without the filter for values of labels, which would take the point out of {@code le="0.5"}. */
    static void serve(Configuration settings, int port) {
        settings.setString("metrics.reporters", "prom");
        settings.setString(REPORTER + "factory.class", PrometheusReporterFactory.class.getName());
        settings.setString(REPORTER + "port", Integer.toString(port));
        settings.setString(REPORTER + "filterLabelValueCharacters", "false");
    }
}
