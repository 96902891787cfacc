package io.latentwatch.anpvs.checkpoint;

import io.latentwatch.anpvs.optimise.EpochFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a run after an epoch. Chance is a function of seed, epoch and step, so no generator's state is kept.
 *
 * @param configurationHash of the configuration it belongs to; another one cannot go on from here
 * @param steps of the optimiser so far
 * @param figures one for each epoch done, in order
 * @param weights by parameter name
 * @param moments of the optimiser
 */
public record Checkpoint(
        String configurationHash,
        long steps,
        List<EpochFigures> figures,
        Map<String, float[]> weights,
        Map<String, float[]> moments) {
    public Checkpoint {
        figures = List.copyOf(figures);
        weights = new LinkedHashMap<>(weights);
        moments = new LinkedHashMap<>(moments);
    }
}
