package io.latentwatch.evaluation.evaluate;

import io.latentwatch.evaluation.sanity.SanityFinding;
import io.latentwatch.evaluation.sanity.SanityMeasurements;
import java.util.List;

/** Whether the attacks can be believed, and the numbers that say so. */
public record Sanity(List<SanityFinding> findings, SanityMeasurements measured) {
    public Sanity {
        findings = List.copyOf(findings);
    }

    static Sanity of(SanityMeasurements measured) {
        return new Sanity(measured.findings(), measured);
    }
}
