package io.latentwatch.anpvs.results;

import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one network of the table is trained and measured, and the hash by which it is known to be finished.
 *
 * @param hash of all that decides its result
 */
record RowPlan(TrainingPlan training, String hash) {
    /**
     * Reads a network's configuration.
     *
     * @param folder that files of presets are relative to
     * @throws IllegalArgumentException if the preset is impossible, or sets other images aside than the protocol says
     */
    static RowPlan of(
            NetworkId network, ResultsProtocol protocol, Path folder, LabelledImages training, String testSha256)
            throws IOException {
        TrainingPlan plan = plan(network, protocol, folder, training);
        Optional<NetworkId> source = protocol.source(network);
        String sourceHash = source.isEmpty()
                ? ""
                : plan(source.get(), protocol, folder, training).hash();
        return new RowPlan(plan, Decisive.hash(decisive(plan.hash(), sourceHash, testSha256, protocol)));
    }

    NetworkId network() {
        return training.network();
    }

    private static TrainingPlan plan(NetworkId network, ResultsProtocol protocol, Path folder, LabelledImages training)
            throws IOException {
        return TrainingPlan.of(protocol.recipe(network.row()), network.seed(), folder, training);
    }

    private static List<Object> decisive(
            String trainingHash, String sourceHash, String testSha256, ResultsProtocol protocol) {
        List<Object> decisive = new ArrayList<>(List.of(
                trainingHash,
                sourceHash,
                testSha256,
                protocol.evaluation(),
                protocol.ablation(),
                protocol.speedSeconds()));
        if (protocol.legacyClip()) {
            decisive.add("legacyClip");
        }
        return decisive;
    }
}
