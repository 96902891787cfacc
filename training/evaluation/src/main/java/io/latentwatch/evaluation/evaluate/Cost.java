package io.latentwatch.evaluation.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.latentwatch.evaluation.cost.NetworkCost;
import io.latentwatch.evaluation.cost.OperatorTime;
import io.latentwatch.evaluation.cost.SpeedComparison;
import io.latentwatch.evaluation.graph.ExportNotes.Pruning;
import java.util.List;

/**
 * What the network costs.
 *
 * @param network counted on its graph
 * @param pruning as the exporter noted it; null for networks that were not pruned
 * @param unpruned its unpruned twin; null where none was given, as the fields behind it
 * @param flopsSpeedup the twin's operations over this network's
 * @param speed measured, so another one each time
 * @param operators where this network spends its time, measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cost(
        NetworkCost network,
        Pruning pruning,
        NetworkCost unpruned,
        Double flopsSpeedup,
        SpeedComparison speed,
        List<OperatorTime> operators) {}
