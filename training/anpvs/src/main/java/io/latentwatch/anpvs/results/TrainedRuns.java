package io.latentwatch.anpvs.results;

import ai.djl.Device;
import io.latentwatch.anpvs.run.RunFolder;
import io.latentwatch.anpvs.run.Training;
import io.latentwatch.evaluation.images.LabelledData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs of a protocol's trainings, a folder {@code <row>-<seed>} each. What is trained is not trained again, what was cut off goes on from its checkpoint.
 *
 * @param work the folder of the folders
 */
public record TrainedRuns(Path work, LabelledData data, ResultsListener listener) {
    /**
     * The finished run of a plan.
     *
     * @throws IOException if the folder holds a run of another configuration or of other images
     */
    public RunFolder of(TrainingPlan plan) throws IOException {
        RunFolder run = folder(plan);
        boolean begun = run.checkpoint().exists();
        if (begun) {
            requireSame(plan, run);
        }
        if (!begun || !Files.exists(run.provenance())) {
            run.open(begun ? RunFolder.Existing.RESUME : RunFolder.Existing.OVERWRITE);
            listener.training(plan.network());
            new Training(plan.configuration(), Device.cpu(), run, listener).run(data);
        }
        return run;
    }

    /** Whether the folder holds a finished run; {@link #of} says if it is another one. */
    public boolean finished(TrainingPlan plan) {
        return Files.exists(folder(plan).provenance());
    }

    private RunFolder folder(TrainingPlan plan) {
        return new RunFolder(work.resolve(plan.network().name()));
    }

    private static void requireSame(TrainingPlan plan, RunFolder run) throws IOException {
        String found = run.checkpoint().read().configurationHash();
        if (!found.equals(plan.hash())) {
            throw new IOException(
                    "%s: expected a run of this configuration and these images (%s), found one of others (%s); move the folder away or give another --work"
                            .formatted(run.path(), plan.hash(), found));
        }
    }
}
