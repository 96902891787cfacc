package io.latentwatch.anpvs.results;

import io.latentwatch.anpvs.configuration.TrainingConfiguration;
import io.latentwatch.anpvs.data.DataSplits;
import io.latentwatch.anpvs.network.InitialNetwork;
import io.latentwatch.anpvs.network.NetworkFile;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How one network is trained, and the hash by which it is known to be trained.
 *
 * @param hash of configuration and training images, as its checkpoint bears it
 */
public record TrainingPlan(NetworkId network, TrainingConfiguration configuration, String hash) {
    /**
     * Reads a network's configuration.
     *
     * @param folder of the protocol
     * @param training all of the training images
     * @throws IllegalArgumentException if the preset is impossible, or sets other images aside than the protocol says
     */
    public static TrainingPlan of(Recipe recipe, long seed, Path folder, LabelledImages training) throws IOException {
        TrainingConfiguration configuration = recipe.configuration(seed, folder);
        return new TrainingPlan(new NetworkId(recipe.row(), seed), configuration, hash(configuration, training));
    }

    /** As a checkpoint of this training bears it. */
    static String hash(TrainingConfiguration configuration, LabelledImages training) throws IOException {
        InitialNetwork network = NetworkFile.find(configuration.network(), training.shape(), training.classes());
        DataSplits splits =
                DataSplits.of(training, configuration.heldOut(), configuration.validation(), configuration.seed());
        return configuration.hash(network, splits.training().sha256());
    }
}
