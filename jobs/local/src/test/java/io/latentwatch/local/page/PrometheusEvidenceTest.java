package io.latentwatch.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrometheusEvidenceTest {
    private final EvidenceGauges gauges = new EvidenceGauges();

    @Test
    void readsWhatFlinksReporterWritesOfTheSubtaskThatKeepsTheStatistic() {
        PrometheusEvidence.add("""
                # HELP flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence evidence
                # TYPE flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence gauge
                flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence{job_name="a",level="stream",statistic="new_sources",subtask_index="0",} 12.5
                flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence{job_name="a",level="stream",statistic="new_sources",subtask_index="1",} 0.0
                flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence_limit{level="stream",statistic="new_sources",} 2.592E9
                flink_taskmanager_job_task_operator_latentwatch_level_statistic_evidence{level="window",statistic="classes",} 0.5
                flink_taskmanager_job_task_operator_latentwatch_images{outcome="judged",} 7.0
                """, gauges);

        assertThat(gauges.all())
                .as("one without a limit is left out")
                .containsExactly(new Evidence("stream new sources", 12.5, 2.592e9));
    }

    @Test
    void readsWhatPrometheusMakesOfIt() {
        PrometheusEvidence.add("""
                latentwatch_evidence{instance="tm:9249",level="stream",statistic="flags"} 3 1795906880673
                latentwatch_evidence_limit{level="stream",statistic="flags"} 6
                """, gauges);

        assertThat(gauges.all()).containsExactly(new Evidence("stream flags", 3, 6));
    }

    @Test
    void passesOverWhatIsNoNumber() {
        PrometheusEvidence.add("""
                latentwatch_evidence{level="stream",statistic="flags"} NaN
                latentwatch_evidence_limit{level="stream",statistic="flags"} 6
                latentwatch_evidence{level="window",statistic="classes"} 1
                latentwatch_evidence_limit{level="window",statistic="classes"} +Inf
                latentwatch_evidence{level="<b>",statistic="classes"} 1
                latentwatch_evidence{ 1
                """, gauges);

        assertThat(gauges.all()).isEmpty();
    }
}
