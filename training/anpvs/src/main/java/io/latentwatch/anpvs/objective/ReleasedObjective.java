package io.latentwatch.anpvs.objective;

import ai.djl.ndarray.NDArray;
import io.latentwatch.anpvs.mask.MaskSample;
import io.latentwatch.anpvs.network.DjlNetwork.Activations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ANP-VS as the released code computes it (training/METHOD.md): the masks see CE(x~) alone, with weight 1; the
 * weights see [CE(x) + omega CE(x~)] / (1 + omega) + lambda V, where V comes from two further passes with noise of their own
 * and its first layer has no gradient.
 *
 * @param adversarialWeight omega, above 0
 */
public record ReleasedObjective(double adversarialWeight, Vulnerability vulnerability) implements Objective {
    public ReleasedObjective {
        if (!(adversarialWeight > 0)) {
            throw new IllegalArgumentException("adversarialWeight must be above 0, found " + adversarialWeight);
        }
    }

    @Override
    public Loss of(TrainingPasses passes) {
        if (!passes.attacked()) {
            return new JointObjective(adversarialWeight, null).of(passes);
        }
        // The total holds CE(x~) with this share; the masks are to see it with weight 1.
        double share = adversarialWeight / (1 + adversarialWeight);
        MaskSample sample = passes.trainsMasks() ? passes.draw() : null;
        List<DrawnMasks> forMasks =
                sample == null ? List.of() : List.of(DrawnMasks.differentiable(sample, passes.manager(), 1 / share));
        Map<String, NDArray> fixed = sample == null ? passes.fixedMasks() : DrawnMasks.arrays(sample, passes.manager());
        Activations clean = passes.run(passes.clean(), fixed, passes.dropoutSeed());
        Activations adversarial = passes.run(
                passes.adversarial(), sample == null ? fixed : forMasks.get(0).arrays(), passes.dropoutSeed());
        NDArray cleanLoss = Objective.crossEntropy(clean.logits(), passes.clean());
        NDArray adversarialLoss = Objective.crossEntropy(adversarial.logits(), passes.adversarial());
        NDArray distance = vulnerability.between(
                firstLayerFixed(passes.run(passes.clean(), anotherDraw(passes), passes.dropoutSeed())),
                firstLayerFixed(passes.run(passes.adversarial(), anotherDraw(passes), passes.dropoutSeed())));
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("clean", (double) cleanLoss.getFloat());
        terms.put("adversarial", (double) adversarialLoss.getFloat());
        terms.put("vulnerability", (double) distance.getFloat());
        NDArray total = cleanLoss
                .add(adversarialLoss.mul((float) adversarialWeight))
                .div((float) (1 + adversarialWeight))
                .add(distance.mul((float) vulnerability.weight()));
        return new Loss(total, terms, clean.logits(), adversarial.logits(), forMasks);
    }

    private static Map<String, NDArray> anotherDraw(TrainingPasses passes) {
        return passes.trainsMasks() ? DrawnMasks.arrays(passes.draw(), passes.manager()) : passes.fixedMasks();
    }

    private static Map<String, NDArray> firstLayerFixed(Activations activations) {
        Map<String, NDArray> taps = new LinkedHashMap<>(activations.taps());
        String first = taps.keySet().iterator().next();
        taps.put(first, taps.get(first).stopGradient());
        return taps;
    }
}
