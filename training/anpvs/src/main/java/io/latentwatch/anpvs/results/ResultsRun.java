package io.latentwatch.anpvs.results;

import io.latentwatch.evaluation.evaluate.Effort;
import io.latentwatch.evaluation.evaluate.Evaluation;
import io.latentwatch.evaluation.evaluate.Evaluator;
import io.latentwatch.evaluation.evaluate.Networks;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains and evaluates the networks of a protocol, one after another. A network whose result bears the same hash is finished; a
 * training that was cut off goes on from its checkpoint.
 */
public final class ResultsRun {
    private final ResultsProtocol protocol;
    private final Folders folders;
    private final int threads;
    private final ResultsListener listener;
    private final TrainedRuns runs;
    private final LabelledImages training;
    private final LabelledImages test;
    private final String testSha256;

    /**
     * Where things are.
     *
     * @param presets folder that files of presets are relative to
     * @param work for the runs, a folder {@code <row>-<seed>} each
     */
    public record Folders(Path presets, Path work, ResultsFolder results) {}

    /**
     * Reads the images.
     *
     * @param threads of the attacks in the evaluation
     */
    public ResultsRun(
            ResultsProtocol protocol, Folders folders, LabelledData data, int threads, ResultsListener listener)
            throws IOException {
        this.protocol = protocol;
        this.folders = folders;
        this.threads = threads;
        this.listener = listener;
        this.runs = new TrainedRuns(folders.work(), data, listener);
        this.training = data.training();
        this.test = data.test();
        this.testSha256 = test.sha256();
    }

    /**
     * Finishes these networks; one that fails does not stop the others.
     *
     * @return why each of those that failed did
     */
    public Map<NetworkId, Exception> run(List<NetworkId> networks) {
        Map<NetworkId, Exception> failures = new LinkedHashMap<>();
        for (int i = 0; i < networks.size(); i++) {
            NetworkId network = networks.get(i);
            try {
                RowPlan plan = plan(network);
                boolean finished = finished(plan);
                listener.network(i + 1, networks.size(), network, finished ? "finished already" : "begins");
                if (!finished) {
                    finish(plan);
                }
            } catch (IOException | RuntimeException e) {
                listener.failed(network, e);
                failures.put(network, e);
            }
        }
        return failures;
    }

    /** Threads of the tensor library that the networks' training takes. */
    public int trainingThreads(List<NetworkId> networks) {
        Map<NetworkId, Recipe> recipes = new LinkedHashMap<>();
        networks.forEach(network -> recipes.put(network, protocol.recipe(network.row())));
        return TrainingThreads.of(recipes, folders.presets());
    }

    private boolean finished(RowPlan plan) throws IOException {
        return folders.results()
                .read(plan.network())
                .filter(result -> result.hash().equals(plan.hash()))
                .isPresent();
    }

    private void finish(RowPlan plan) throws IOException {
        Optional<NetworkId> source = protocol.source(plan.network());
        Optional<byte[]> sourceModel = source.isEmpty() ? Optional.empty() : Optional.of(model(plan(source.get())));
        TrainedNetwork trained =
                TrainedNetwork.read(runs.of(plan.training()), plan.training().configuration(), training);
        Evaluation evaluation = evaluate(new Networks(trained.model(), sourceModel, trained.unpruned()));
        folders.results()
                .write(
                        new RowResult(
                                RowResult.FORMAT_VERSION,
                                plan.network().row(),
                                plan.network().seed(),
                                plan.hash(),
                                plan.training().hash(),
                                trained.summary(),
                                trained.masks(),
                                evaluation),
                        trained.model());
    }

    /** A source's model: from the results where it is finished, else from its run, trained now if need be. */
    private byte[] model(RowPlan plan) throws IOException {
        Optional<RowResult> result = folders.results().read(plan.network());
        if (result.isPresent()
                && result.get().trainingHash().equals(plan.training().hash())) {
            return Files.readAllBytes(folders.results().model(plan.network()));
        }
        return Files.readAllBytes(runs.of(plan.training()).model());
    }

    private Evaluation evaluate(Networks networks) throws IOException {
        Effort effort = new Effort(
                threads,
                Duration.ofMillis(Math.round(1000 * protocol.speedSeconds())),
                protocol.ablation(),
                protocol.legacyClip());
        return new Evaluator(networks, test, protocol.evaluation(), effort, listener).run();
    }

    private RowPlan plan(NetworkId network) throws IOException {
        return RowPlan.of(network, protocol, folders.presets(), training, testSha256);
    }
}
