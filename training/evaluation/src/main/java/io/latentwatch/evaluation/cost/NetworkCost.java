package io.latentwatch.evaluation.cost;

import io.latentwatch.reference.graph.Classifier;
import java.util.List;

/**
 * What a network costs for one image, counted on its graph as it is: for a pruned network the real cost of what is left.
 *
 * @param flops floating-point operations
 * @param memoryUnits numbers held, by the paper's rule with every layer counted once
 * @param parameters numbers in its constants of floating-point type, without batch normalisation's running statistics
 * @param layers the nodes that cost something, in the order of the graph
 * @param uncounted operators that the rules do not know and that were therefore counted as free, sorted; usually none
 */
public record NetworkCost(
        long flops, long memoryUnits, long parameters, List<LayerCost> layers, List<String> uncounted) {
    public NetworkCost {
        layers = List.copyOf(layers);
        uncounted = List.copyOf(uncounted);
    }

    /**
     * Counts a classifier.
     *
     * @param where the file, for the error's text
     */
    public static NetworkCost of(Classifier classifier, String where) {
        return new CostCounter(classifier, where).count();
    }

    /** How many times fewer operations this network needs than the other: the paper's xFLOPs, of what really runs. */
    public double flopsSpeedupOver(NetworkCost unpruned) {
        return (double) unpruned.flops / flops;
    }
}
