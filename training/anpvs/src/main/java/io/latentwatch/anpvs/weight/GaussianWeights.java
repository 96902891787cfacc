package io.latentwatch.anpvs.weight;

import io.latentwatch.anpvs.network.DjlNetwork;
import io.latentwatch.anpvs.network.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Mean-field Gaussian weights (Blundell et al., ICML 2015; adversarially trained: Liu et al., ICLR 2019): every trained
 * parameter is N(mu, softplus(rho)^2). All training passes of a step use one draw mu + sigma e; attacks, tests and exports
 * use mu, which is what the network's arrays hold between steps.
 *
 * <p>With g the gradient at the drawn weights, that of mu is g and that of rho is g e sigmoid(rho), each with klWeight / N of
 * the divergence's. The logged term {@code weightKl} is the divergence in nats, summed over all parameters.
 */
public final class GaussianWeights implements WeightRule {
    private static final String RHO = ".rho";

    private final DjlNetwork network;
    private final GaussianSettings settings;
    private final Map<String, float[]> rhos = new LinkedHashMap<>();
    private final ArrayAdam adam;
    private final Map<String, float[]> means = new LinkedHashMap<>();
    private final Map<String, float[]> noise = new LinkedHashMap<>();

    /**
     * Around the network's present weights.
     *
     * @param state as {@link #state} gave it; empty at the beginning of a run
     * @param steps that had been made then
     */
    public GaussianWeights(DjlNetwork network, GaussianSettings settings, Map<String, float[]> state, long steps) {
        this.network = network;
        this.settings = settings;
        for (Parameter parameter : parameters()) {
            String name = parameter.name() + RHO;
            float[] start = new float[parameter.size()];
            Arrays.fill(start, (float) settings.start());
            rhos.put(name, state.getOrDefault(name, start).clone());
        }
        this.adam = new ArrayAdam(rhos);
        if (steps > 0) {
            adam.restore(steps, state);
        }
    }

    @Override
    public void beforePasses(Moment moment, SplittableRandom chance) {
        for (Parameter parameter : parameters()) {
            float[] mean = DjlNetwork.values(network.parameters().get(parameter.name()));
            float[] rho = rhos.get(parameter.name() + RHO);
            float[] deviates = new float[mean.length];
            float[] drawn = new float[mean.length];
            for (int i = 0; i < mean.length; i++) {
                deviates[i] = (float) chance.nextGaussian();
                drawn[i] = (float) (mean[i] + Gaussian.deviation(rho[i]) * deviates[i]);
            }
            means.put(parameter.name(), mean);
            noise.put(parameter.name(), deviates);
            network.set(parameter.name(), drawn);
        }
    }

    @Override
    public Map<String, Double> terms() {
        double sum = 0;
        for (Map.Entry<String, float[]> parameter : means.entrySet()) {
            float[] mean = parameter.getValue();
            float[] rho = rhos.get(parameter.getKey() + RHO);
            for (int i = 0; i < mean.length; i++) {
                sum += Gaussian.kl(mean[i], rho[i], settings.priorDeviation());
            }
        }
        return Map.of("weightKl", sum);
    }

    /** Puts the means back, with their gradient, and moves the deviations. */
    @Override
    public void beforeStep(Moment moment) {
        double factor = settings.klWeight() / moment.trainingImages();
        Map<String, double[]> byRho = new LinkedHashMap<>();
        means.forEach((name, mean) -> {
            float[] rho = rhos.get(name + RHO);
            float[] deviates = noise.get(name);
            float[] gradient = network.gradient(name);
            float[] byMean = new float[mean.length];
            double[] values = new double[mean.length];
            for (int i = 0; i < mean.length; i++) {
                byMean[i] = (float) (factor * Gaussian.klByMean(mean[i], settings.priorDeviation()));
                values[i] = gradient[i] * deviates[i] * Gaussian.slope(rho[i])
                        + factor * Gaussian.klByRho(rho[i], settings.priorDeviation());
            }
            network.set(name, mean);
            network.addToGradient(name, byMean);
            byRho.put(name + RHO, values);
        });
        adam.step(byRho, moment.learningRate(), (name, change) -> {
            float[] rho = rhos.get(name);
            for (int i = 0; i < rho.length; i++) {
                rho[i] = (float) (rho[i] + change[i]);
            }
        });
    }

    /** {@code <parameter>.rho} and its moments. */
    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>(adam.moments());
        state.putAll(rhos);
        state.replaceAll((name, values) -> values.clone());
        return state;
    }

    private List<Parameter> parameters() {
        return network.spec().parameters().stream().filter(Parameter::trained).toList();
    }
}
