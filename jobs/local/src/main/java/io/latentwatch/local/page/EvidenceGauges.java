package io.latentwatch.local.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the job's gauges {@code evidence} and {@code evidence_limit} together. Several subtasks may tell of one statistic, of which one keeps it now: those of the others are 0. Not thread-safe.
 */
public final class EvidenceGauges {
    private final Map<String, Double> values = new TreeMap<>();
    private final Map<String, Double> limits = new TreeMap<>();

    /** A value of one of the two gauges. */
    public void add(boolean limit, String level, String statistic, double value) {
        (limit ? limits : values).merge(Evidence.name(level, statistic), value, Math::max);
    }

    /** One for each statistic that has a value and a limit. */
    public List<Evidence> all() {
        List<Evidence> all = new ArrayList<>();
        values.forEach((statistic, value) -> {
            double limit = limits.getOrDefault(statistic, 0.0);
            if (limit > 0 && Double.isFinite(limit) && value >= 0 && Double.isFinite(value)) {
                all.add(new Evidence(statistic, value, limit));
            }
        });
        return all;
    }
}
