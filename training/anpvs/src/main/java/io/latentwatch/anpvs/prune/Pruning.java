package io.latentwatch.anpvs.prune;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.network.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network's gates have removed, as the paper counts and as it is.
 *
 * @param sparsityPercent closed gates of all gates
 * @param weightSparsityPercent weights of all weights, biases apart, that are zero; what closed gates remove is not looked at
 * @param numbersPerWeight 2 where every parameter was trained as a mean and a deviation, else 1. The paper counts such a
 *     network's memory twice and its speed by half, and so do {@code memoryPercent.paper} and {@code gateCountedSpeedup};
 *     everything else here is of what is exported, the means alone
 * @param memoryPercent of the unpruned network's, counted in three ways
 * @param gateCountedSpeedup floating point operations of the unpruned network over those with closed features gone, the
 *     paper's xFLOPS
 * @param realFlops operations of the compacted network for one image
 * @param realSpeedup operations of the unpruned network over those of the compacted one
 */
public record Pruning(
        List<GateCount> gates,
        double sparsityPercent,
        double weightSparsityPercent,
        int numbersPerWeight,
        MemoryPercent memoryPercent,
        long gateCountedFlops,
        double gateCountedSpeedup,
        long realFlops,
        double realSpeedup) {
    public Pruning {
        gates = List.copyOf(gates);
    }

    /** A gate's features: how many there were and how many are left. */
    public record GateCount(String name, int total, int kept) {}

    /**
     * Percentages of the unpruned network's.
     *
     * @param paper activations and weights as the released code counts them
     * @param once the same without counting VGG's dense layers over and over
     * @param parameters trained values of the compacted network
     */
    public record MemoryPercent(double paper, double once, double parameters) {}

    /**
     * Counts.
     *
     * @param gates test-time masks by gate name; empty for a network without masks
     * @param weightSparsityPercent as in the record
     * @param compacted what is left of it
     * @param numbersPerWeight as in the record
     */
    public static Pruning of(
            NetworkSpec spec,
            Map<String, float[]> gates,
            double weightSparsityPercent,
            NetworkSpec compacted,
            int numbersPerWeight) {
        Map<String, Integer> open = new LinkedHashMap<>();
        List<GateCount> counts = new ArrayList<>();
        int total = 0;
        int kept = 0;
        for (Map.Entry<Layer.Gate, Integer> gate : spec.gates().entrySet()) {
            float[] mask = gates.get(gate.getKey().name());
            int left = mask == null ? gate.getValue() : open(mask);
            open.put(gate.getKey().name(), left);
            counts.add(new GateCount(gate.getKey().name(), gate.getValue(), left));
            total += gate.getValue();
            kept += left;
        }
        NetworkCost full = NetworkCost.of(spec);
        NetworkCost counted = NetworkCost.of(spec, open);
        NetworkCost real = NetworkCost.of(compacted);
        return new Pruning(
                counts,
                100.0 * (total - kept) / Math.max(1, total),
                weightSparsityPercent,
                numbersPerWeight,
                new MemoryPercent(
                        100.0 * numbersPerWeight * counted.paperMemory() / full.paperMemory(),
                        100.0 * counted.memory() / full.memory(),
                        100.0 * real.parameters() / full.parameters()),
                counted.flops(),
                (double) full.flops() / counted.flops() / numbersPerWeight,
                real.flops(),
                (double) full.flops() / real.flops());
    }

    /** Weights that are zero of all weights of a network as it is trained, biases apart, in percent. */
    public static double weightSparsityPercent(NetworkSpec spec, Map<String, float[]> weights) {
        long zeros = 0;
        long all = 0;
        for (Parameter parameter : spec.weights()) {
            for (float value : weights.get(parameter.name())) {
                zeros += value == 0 ? 1 : 0;
            }
            all += parameter.size();
        }
        return 100.0 * zeros / all;
    }

    private static int open(float[] mask) {
        int open = 0;
        for (float value : mask) {
            open += value > 0 ? 1 : 0;
        }
        return open;
    }
}
