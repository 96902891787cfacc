package io.latentwatch.anpvs.checkpoint;

import io.latentwatch.anpvs.optimise.EpochFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a run after an epoch. Chance is a function of seed, epoch and step, so no generator's state is kept.
 *
 * @param configurationHash of the configuration it belongs to; another one cannot go on from here
 * @param figures one for each epoch done, in order
 * @param weights by parameter name, moving batch statistics and mask parameters among them
 * @param moments of the optimisers, and what the phase's rule for the weights keeps
 * @param averages of the weights by parameter name; empty where nothing is averaged yet
 */
public record Checkpoint(
        String configurationHash,
        Steps steps,
        List<EpochFigures> figures,
        Map<String, float[]> weights,
        Map<String, float[]> moments,
        Map<String, float[]> averages) {
    public Checkpoint {
        figures = List.copyOf(figures);
        weights = new LinkedHashMap<>(weights);
        moments = new LinkedHashMap<>(moments);
        averages = new LinkedHashMap<>(averages);
    }

    /** How many steps the two optimisers have made and the average has taken in. */
    public record Steps(long weights, long masks, long average) {}
}
