package io.latentwatch.anpvs.attack;

import io.latentwatch.anpvs.export.OnnxWriter;
import io.latentwatch.anpvs.masked.MaskedNetwork;
import io.latentwatch.anpvs.network.NetworkSpec;
import io.latentwatch.anpvs.prune.Deployed;
import io.latentwatch.evaluation.gradient.GradientGraph;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.OnnxInputGradient;
import io.latentwatch.evaluation.gradient.TieRule;
import java.util.Map;
import java.util.function.Function;

/**
 * The input gradient in ONNX Runtime while the weights move: each call puts the present weights into the graph and opens a
 * session on it (some milliseconds, against a hundred or more of a PGD). The graph is that of the network as it would be
 * deployed, so attacks on a pruned network cost what the pruned network costs; it is derived anew when a gate opens or closes.
 */
final class OnnxGradients implements Function<MaskedNetwork, InputGradient> {
    private final int threads;
    private final TieRule ties;
    private NetworkSpec spec;
    private GradientGraph graph;

    OnnxGradients(int threads, TieRule ties) {
        this.threads = threads;
        this.ties = ties;
    }

    @Override
    public InputGradient apply(MaskedNetwork network) {
        Deployed deployed = network.deployed();
        if (!deployed.spec().equals(spec)) {
            spec = deployed.spec();
            graph = GradientGraph.of(OnnxWriter.write(spec, deployed.weights(), Map.of()), ties);
        }
        return OnnxInputGradient.of(graph.withWeights(deployed.weights()), threads);
    }
}
