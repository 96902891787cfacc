package io.latentwatch.anpvs.attack;

import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import java.util.Map;
import java.util.function.Function;

/**
 * The input gradient in ONNX Runtime while the weights move: the graph is derived once, each call puts the present weights in
 * and opens a session on it (some milliseconds, against a hundred or more of a PGD).
 */
public final class OnnxAdversary implements Function<DjlNetwork, InputGradient> {
    private final GradientGraph graph;
    private final int threads;

    public OnnxAdversary(DjlNetwork network, int threads) {
        this.graph = GradientGraph.of(OnnxWriter.write(network.spec(), network.weights(), Map.of()), TieRule.SHARED);
        this.threads = threads;
    }

    @Override
    public InputGradient apply(DjlNetwork network) {
        return OnnxInputGradient.of(graph.withWeights(network.weights()), threads);
    }
}
