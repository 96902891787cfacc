package io.latentwatch.local.run;

import io.latentwatch.local.page.Evidence;
import io.latentwatch.monitoring.MonitoringJob;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The monitoring job on a Flink cluster of its own within this JVM; listens on loopback only. {@link #close()} cancels the job if it still
 * runs, and ends the cluster.
 */
public final class LocalJob implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int CLOSING_SECONDS = 30;

    private final MiniCluster cluster;
    private final JobID job;
    private final String metrics;
    private final CompletableFuture<JobResult> result;

    private LocalJob(MiniCluster cluster, JobID job, String metrics) {
        this.cluster = cluster;
        this.job = job;
        this.metrics = metrics;
        this.result = cluster.requestJobResult(job);
    }

    /**
     * Starts the job; returns when all of its tasks run.
     *
     * @param configuration as the start's checks returned it
     * @param folder where checkpoints go, unless the configuration says otherwise
     * @param savepoint what to go on from; empty: the offsets that the configuration says
     * @param metricsPort where Flink's reporter serves Prometheus, on all of the machine's addresses; empty: nowhere
     */
    public static LocalJob start(
            MonitoringConfiguration configuration, Path folder, Optional<String> savepoint, OptionalInt metricsPort)
            throws Exception {
        Configuration settings = settings(folder);
        String metrics = UUID.randomUUID().toString();
        EvidenceReporter.report(settings, metrics);
        metricsPort.ifPresent(port -> PrometheusReporting.serve(settings, port));
        savepoint.ifPresent(path -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(settings);
        MonitoringJob.build(environment, configuration);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(environment.getParallelism())
                .build());
        try {
            cluster.start();
            JobID id = cluster.submitJob(environment.getStreamGraph()).get().getJobID();
            LocalJob job = new LocalJob(cluster, id, metrics);
            job.awaitRunning();
            return job;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static Configuration settings(Path folder) {
        Configuration settings = new Configuration();
        settings.set(JobManagerOptions.ADDRESS, LOOPBACK);
        settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(TaskManagerOptions.HOST, LOOPBACK);
        settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(RestOptions.ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.CANCEL_ENABLE, false);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        return settings;
    }

    private void awaitRunning() throws Exception {
        while (!running()) {
            if (result.isDone()) {
                awaitEnd();
                return; // a bounded job may be done already
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Whether every task runs or has done its work. */
    private boolean running() throws ExecutionException, InterruptedException {
        for (AccessExecutionVertex task : cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
            ExecutionState state = task.getExecutionState();
            if (state != ExecutionState.RUNNING && state != ExecutionState.FINISHED) {
                return false;
            }
        }
        return cluster.getJobStatus(job).get() == JobStatus.RUNNING;
    }

    /** Ends the only task manager at once, as a crash would, and starts another one. */
    void replaceTaskManager() throws Exception {
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
    }

    /** Waits until the job has ended by itself; throws what it failed with. */
    public void awaitEnd() throws Exception {
        result.get().toJobExecutionResult(LocalJob.class.getClassLoader());
    }

    /** Whether the job has ended, in whatever way. */
    public boolean ended() {
        return result.isDone();
    }

    /** How near the statistics of its stream and windows are to their alarms. */
    public List<Evidence> evidence() {
        return EvidenceReporter.read(metrics);
    }

    /**
     * Stops the job: its sources end, what is in flight is judged and written, the offsets are committed, and the state is kept.
     *
     * @param folder that the savepoint's own folder is made in
     * @return the savepoint, to be given to {@link #start}
     */
    public String stopWithSavepoint(Path folder, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        return stop(folder, false, atMost);
    }

    /**
     * Stops the job for good: as {@link #stopWithSavepoint}, and event time goes to its end, so that all windows close and are written.
     *
     * @param folder that the savepoint's own folder is made in
     * @return the savepoint
     */
    public String drain(Path folder, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        return stop(folder, true, atMost);
    }

    private String stop(Path folder, boolean drain, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.toUri().toString(), drain, SavepointFormatType.CANONICAL)
                .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        result.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        return savepoint;
    }

    @Override
    public void close() {
        try {
            if (!result.isDone()) {
                cluster.cancelJob(job).get(CLOSING_SECONDS, TimeUnit.SECONDS);
            }
            cluster.closeAsync().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the local Flink cluster does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
