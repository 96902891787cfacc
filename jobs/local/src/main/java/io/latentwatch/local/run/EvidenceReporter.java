package io.latentwatch.local.run;

import io.latentwatch.flink.metrics.Metric;
import io.latentwatch.local.page.Evidence;
import io.latentwatch.local.page.EvidenceGauges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/** Keeps hold of the gauges of evidence of a job in this JVM, so that they can be asked for without a port. Flink makes it by its factory's name; a name of the job's own leads back to it. Thread-safe. */
final class EvidenceReporter implements MetricReporter {
    private static final String REPORTER = "evidence";
    private static final String JOB = "job";
    private static final Map<String, EvidenceReporter> BY_JOB = new ConcurrentHashMap<>();

    private final Map<Gauge<?>, Told> gauges = new ConcurrentHashMap<>();
    private String job = "";

    private record Told(boolean limit, String level, String statistic) {}

    /**
     * Has a cluster report to one.
     *
     * @param job a name that no other job in this JVM has
     */
    static void report(Configuration settings, String job) {
        MetricReporting.add(settings, REPORTER, EvidenceReporterFactory.class, Map.of(JOB, job));
    }

    /** What the job's gauges say now; nothing where it has none yet, or none any more. */
    static List<Evidence> read(String job) {
        EvidenceReporter reporter = BY_JOB.get(job);
        EvidenceGauges all = new EvidenceGauges();
        if (reporter != null) {
            reporter.gauges.forEach((gauge, told) -> {
                if (gauge.getValue() instanceof Double value) {
                    all.add(told.limit, told.level, told.statistic, value);
                }
            });
        }
        return all.all();
    }

    @Override
    public void open(MetricConfig config) {
        job = config.getString(JOB, "");
        BY_JOB.put(job, this);
    }

    @Override
    public void close() {
        BY_JOB.remove(job, this);
    }

    @Override
    public void notifyOfAddedMetric(org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
        boolean limit = name.equals(Metric.EVIDENCE_LIMIT.id());
        if (metric instanceof Gauge<?> gauge && (limit || name.equals(Metric.EVIDENCE.id()))) {
            gauges.put(gauge, new Told(limit, label(group, 0), label(group, 1)));
        }
    }

    @Override
    public void notifyOfRemovedMetric(org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
        if (metric instanceof Gauge<?> gauge) {
            gauges.remove(gauge);
        }
    }

    private static String label(MetricGroup group, int number) {
        String name = Metric.EVIDENCE.labels().get(number);
        return group.getAllVariables().getOrDefault("<" + name + ">", "");
    }
}
