package io.latentwatch.anpvs.weight;

import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Adversarial training that draws the weights towards sparse copies of themselves (Ye et al., <em>Adversarial Robustness vs
 * Model Compression, or Both?</em>, ICCV 2019): rho/2 |W - Z + U|^2 is added to the loss for every weight tensor; at each
 * update Z and U follow ({@link AdmmSplit}) and rho grows. Nothing is zero yet at the end: a phase of {@link PrunedWeights}
 * follows.
 *
 * <p>The logged term {@code admm} is 1/2 |W - Z + U|^2, summed over all weights.
 */
final class AdmmWeights implements WeightRule {
    private static final String SPARSE = "admm-sparse/";
    private static final String MULTIPLIERS = "admm-multipliers/";

    private final DjlNetwork network;
    private final WeightSettings.Admm settings;
    private final Map<String, AdmmSplit> splits = new LinkedHashMap<>();
    private final Map<String, float[]> residuals = new LinkedHashMap<>();

    AdmmWeights(DjlNetwork network, WeightSettings.Admm settings, Map<String, float[]> state) {
        this.network = network;
        this.settings = settings;
        for (Parameter parameter : network.spec().weights()) {
            String name = parameter.name();
            splits.put(
                    name,
                    state.containsKey(SPARSE + name)
                            ? new AdmmSplit(
                                    settings.sparsity(), state.get(SPARSE + name), state.get(MULTIPLIERS + name))
                            : AdmmSplit.start(weight(name), settings.sparsity()));
        }
    }

    @Override
    public void beforePasses(Moment moment, SplittableRandom chance) {
        splits.forEach((name, split) -> residuals.put(name, split.residual(weight(name))));
    }

    @Override
    public Map<String, Double> terms() {
        double sum = 0;
        for (float[] residual : residuals.values()) {
            for (float value : residual) {
                sum += 0.5 * value * value;
            }
        }
        return Map.of("admm", sum);
    }

    @Override
    public void beforeStep(Moment moment) {
        float rho = (float) (settings.rho() * Math.pow(settings.rhoFactor(), (double) updates(moment.step(), moment)));
        residuals.forEach((name, residual) -> {
            for (int i = 0; i < residual.length; i++) {
                residual[i] *= rho;
            }
            network.addToGradient(name, residual);
        });
    }

    @Override
    public void afterStep(Moment moment) {
        if (updates(moment.step() + 1, moment) > updates(moment.step(), moment)) {
            splits.forEach((name, split) -> split.update(weight(name)));
        }
    }

    /** How many updates there have been after that many steps. */
    private long updates(long steps, Moment moment) {
        return steps * settings.updates() / moment.steps();
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        splits.forEach((name, split) -> {
            state.put(SPARSE + name, split.sparse());
            state.put(MULTIPLIERS + name, split.multipliers());
        });
        return state;
    }

    private float[] weight(String name) {
        return DjlNetwork.values(network.parameters().get(name));
    }
}
