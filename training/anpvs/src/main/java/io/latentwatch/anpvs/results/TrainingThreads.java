package io.latentwatch.anpvs.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Threads of the tensor library, which are set once for the whole process. */
public final class TrainingThreads {
    private TrainingThreads() {}

    /**
     * What the networks' configurations ask for; 1 if none of them can be read, of which the network's turn will tell.
     *
     * @param folder of the protocol
     * @throws IllegalArgumentException if the configurations differ in it
     */
    public static int of(Map<NetworkId, Recipe> networks, Path folder) {
        Set<Integer> found = new TreeSet<>();
        networks.forEach(
                (network, recipe) -> threads(recipe, network.seed(), folder).ifPresent(found::add));
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "expected the same number of threads in all presets, found %s; set threads anew in the protocol's rows"
                            .formatted(found));
        }
        return found.stream().findFirst().orElse(1);
    }

    private static Optional<Integer> threads(Recipe recipe, long seed, Path folder) {
        try {
            return Optional.of(recipe.configuration(seed, folder).threads());
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
