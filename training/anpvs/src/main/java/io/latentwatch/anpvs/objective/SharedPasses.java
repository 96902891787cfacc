package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import io.latentwatch.anpvs.network.DjlNetwork.Activations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A clean and an adversarial pass that share the draw of the masks and dropout, so that they differ in nothing but the images.
 *
 * @param drawn masks through which a gradient flows; empty where they are fixed
 * @param adversarial the clean pass again where nothing is attacked
 */
record SharedPasses(List<DrawnMasks> drawn, Activations clean, Activations adversarial) {
    static SharedPasses run(TrainingPasses passes) {
        List<DrawnMasks> drawn = passes.trainsMasks()
                ? List.of(DrawnMasks.differentiable(passes.draw(), passes.manager(), 1))
                : List.of();
        Map<String, NDArray> masks =
                drawn.isEmpty() ? passes.fixedMasks() : drawn.get(0).arrays();
        int dropout = passes.dropoutSeed();
        Activations clean = passes.run(passes.clean(), masks, dropout);
        return new SharedPasses(
                drawn, clean, passes.attacked() ? passes.run(passes.adversarial(), masks, dropout) : clean);
    }

    /**
     * The whole loss.
     *
     * @param total of what the objective is without V
     * @param terms its parts
     * @param vulnerability lambda and form; null for none
     */
    Loss loss(NDArray total, Map<String, NDArray> terms, Vulnerability vulnerability) {
        Map<String, Double> values = new LinkedHashMap<>();
        terms.forEach((name, term) -> values.put(name, (double) term.getFloat()));
        NDArray whole = total;
        if (vulnerability != null) {
            NDArray distance = vulnerability.between(clean.taps(), adversarial.taps());
            values.put("vulnerability", (double) distance.getFloat());
            whole = total.add(distance.mul((float) vulnerability.weight()));
        }
        return new Loss(whole, values, clean.logits(), adversarial.logits(), drawn);
    }
}
