package io.latentwatch.local.run;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes {@link EvidenceReporter}s for Flink, which finds it by {@code META-INF/services}. */
public final class EvidenceReporterFactory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return new EvidenceReporter();
    }
}
