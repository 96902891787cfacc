package io.latentwatch.monitoring;

import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the job asks of Flink, whatever the cluster is set to. */
final class JobSettings {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final double NEXT_PAUSE = 2;
    private static final Duration HEALTHY_AFTER = Duration.ofMinutes(10);
    private static final int FAILURES = 60;

    private JobSettings() {}

    /**
     * Exactly-once checkpoints; objects handed on without copying them; no Kryo; a uid for every operator, or its state would be lost with
     * the next version; and restarts after pauses that grow, so that an outage of a quarter of an hour is outlasted, but an end after sixty failures in a row, because a job that restarts for ever looks as if it ran.
     */
    static void apply(StreamExecutionEnvironment environment, MonitoringConfiguration configuration) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        checkpoints(settings, configuration.checkpoints());
        restarts(settings);
        environment.configure(settings);
        configuration.parallelism().ifPresent(environment::setParallelism);
    }

    private static void restarts(Configuration settings) {
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_PAUSE);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LONGEST_PAUSE);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, NEXT_PAUSE);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, HEALTHY_AFTER);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, FAILURES);
    }

    private static void checkpoints(Configuration settings, MonitoringConfiguration.Checkpoints checkpoints) {
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
        settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpoints.timeout());
        settings.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpoints.minPause());
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, checkpoints.tolerableFailures());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                checkpoints.retainOnCancellation()
                        ? ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION
                        : ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
        settings.set(StateBackendOptions.STATE_BACKEND, checkpoints.backend().toString());
        checkpoints.directory().ifPresent(directory -> {
            settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
        });
    }
}
