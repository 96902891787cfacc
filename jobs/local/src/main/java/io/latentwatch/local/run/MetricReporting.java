package io.latentwatch.local.run;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Adds reporters of metrics to a cluster's settings. */
final class MetricReporting {
    private static final String ALL = "metrics.reporters";

    private MetricReporting() {}

    /**
     * Adds one to those that are there.
     *
     * @param name no other one's
     * @param factory Flink makes it by its class's name
     */
    static void add(
            Configuration settings,
            String name,
            Class<? extends MetricReporterFactory> factory,
            Map<String, String> options) {
        String before = settings.getString(ALL, "");
        settings.setString(ALL, before.isEmpty() ? name : before + "," + name);
        String prefix = "metrics.reporter." + name + ".";
        settings.setString(prefix + "factory.class", factory.getName());
        options.forEach((key, value) -> settings.setString(prefix + key, value));
    }
}
