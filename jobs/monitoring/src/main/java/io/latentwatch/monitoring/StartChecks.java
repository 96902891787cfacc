package io.latentwatch.monitoring;

import io.latentwatch.detector.Detector;
import io.latentwatch.monitoring.configuration.DeadLetterLimits;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.start.RuntimeOnClassPath;
import io.latentwatch.monitoring.start.SchemaChecks;
import io.latentwatch.monitoring.start.StartRefusedException;
import io.latentwatch.monitoring.start.StateBackendOnClassPath;
import io.latentwatch.monitoring.start.TopicChecks;

/** Refuses a start that would fail later: ONNX Runtime, the bundle, the brokers, the topics and their limits, the schema registry. */
public final class StartChecks {
    private StartChecks() {}

    /**
     * Looks at everything that the job will need.
     *
     * @return the configuration with what the broker tells: the limits of the dead-letter topic, where the control topic ends, and how long images are kept. Build the job from this one
     * @throws StartRefusedException if the job cannot start, with expected, found, where and what to do
     */
    public static MonitoringConfiguration run(MonitoringConfiguration configuration) {
        RuntimeOnClassPath.check(StartChecks.class.getClassLoader());
        StateBackendOnClassPath.check(configuration.checkpoints().backend(), StartChecks.class.getClassLoader());
        openBundle(configuration);
        TopicChecks topics = new TopicChecks(configuration);
        DeadLetterLimits limits = topics.run();
        SchemaChecks.run(configuration);
        return configuration.with(limits, topics.modelStart(), topics.imagesKept());
    }

    private static void openBundle(MonitoringConfiguration configuration) {
        try (Detector opened = OpenBundle.of(configuration).onProcessor().open()) {
            opened.bundleId();
        } catch (Exception e) {
            throw new StartRefusedException(
                    "the bundle in " + configuration.bundlePath() + " cannot be used: " + e.getMessage(), e);
        }
    }
}
