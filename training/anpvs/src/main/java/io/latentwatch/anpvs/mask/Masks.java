package io.latentwatch.anpvs.mask;

import io.latentwatch.anpvs.network.Layer;
import io.latentwatch.anpvs.network.NetworkSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The posteriors of all gates of a network. They change only by {@link #move}; not safe for use by several threads.
 *
 * <p>Their parameters are float32, so that a checkpoint holds them exactly; what is computed from them is float64.
 */
public final class Masks {
    private final MaskSettings settings;
    private final Map<String, float[]> a = new LinkedHashMap<>();
    private final Map<String, float[]> b = new LinkedHashMap<>();

    private Masks(MaskSettings settings) {
        this.settings = settings;
    }

    /**
     * All gates of a network at their starting values.
     *
     * @throws IllegalArgumentException if the network prunes activations too: which ones stay would change when a gate is removed; or has no gates
     */
    public static Masks initial(NetworkSpec spec, MaskSettings settings) {
        if (spec.prunesActivations()) {
            throw new IllegalArgumentException(
                    "%s: expected masks or layers that keep the largest activations, found both; remove one of them"
                            .formatted(spec.name()));
        }
        if (spec.gates().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: expected a network with gates for masks, found none; add gate layers or remove masks"
                            .formatted(spec.name()));
        }
        Masks masks = new Masks(settings);
        List<String> names =
                spec.gates().keySet().stream().map(Layer.Gate::name).toList();
        if (!names.containsAll(settings.klFactors().keySet())) {
            throw new IllegalArgumentException("masks.klFactors: expected gates of %s, found %s"
                    .formatted(names, settings.klFactors().keySet()));
        }
        spec.gates().forEach((gate, features) -> {
            float[] start = new float[features];
            Arrays.fill(start, (float) (settings.start() == null ? gate.start() : settings.start()));
            masks.a.put(gate.name(), start);
            float[] one = new float[features];
            Arrays.fill(one, BetaBernoulli.B_START);
            masks.b.put(gate.name(), one);
        });
        return masks;
    }

    /** The same gates with other parameters, as {@link #parameters} gives them; a copy. */
    public Masks with(Map<String, float[]> parameters) {
        Masks masks = new Masks(settings);
        a.keySet().forEach(gate -> {
            masks.a.put(gate, require(parameters, gate + ".a", a.get(gate).length));
            masks.b.put(gate, require(parameters, gate + ".b", b.get(gate).length));
        });
        return masks;
    }

    private static float[] require(Map<String, float[]> parameters, String name, int size) {
        float[] values = parameters.get(name);
        if (values == null || values.length != size) {
            throw new IllegalArgumentException(
                    "expected %d values for %s, found %s; these masks belong to another network"
                            .formatted(size, name, values == null ? "none" : values.length));
        }
        return values.clone();
    }

    public MaskSettings settings() {
        return settings;
    }

    /** The unconstrained parameters, {@code <gate>.a} and {@code <gate>.b}; the live arrays. */
    public Map<String, float[]> parameters() {
        Map<String, float[]> parameters = new LinkedHashMap<>();
        a.forEach((gate, values) -> {
            parameters.put(gate + ".a", values);
            parameters.put(gate + ".b", b.get(gate));
        });
        return parameters;
    }

    /** The masks at test time: E[pi] by gate, 0 where that is at most the threshold. */
    public Map<String, float[]> expected() {
        Map<String, float[]> expected = new LinkedHashMap<>();
        a.forEach((gate, values) -> {
            float[] mask = new float[values.length];
            for (int k = 0; k < mask.length; k++) {
                double mean = BetaBernoulli.expected(BetaBernoulli.a(values[k]), BetaBernoulli.b(b.get(gate)[k]));
                mask[k] = mean > settings.threshold() ? (float) mean : 0;
            }
            expected.put(gate, mask);
        });
        return expected;
    }

    /** Share of closed gates, in [0,1]. */
    public double sparsity() {
        int closed = 0;
        int all = 0;
        for (float[] mask : expected().values()) {
            for (float value : mask) {
                closed += value == 0 ? 1 : 0;
            }
            all += mask.length;
        }
        return (double) closed / all;
    }

    /** The divergence from the prior in nats, summed over all gates. */
    public double kl() {
        double sum = 0;
        for (Map.Entry<String, float[]> gate : a.entrySet()) {
            float[] bs = b.get(gate.getKey());
            for (int k = 0; k < bs.length; k++) {
                sum += BetaBernoulli.kl(BetaBernoulli.a(gate.getValue()[k]), BetaBernoulli.b(bs[k]), settings.prior());
            }
        }
        return sum;
    }

    /**
     * The divergence's gradient with respect to the unconstrained parameters, times a factor and the gate's own one, by
     * parameter name.
     */
    public Map<String, double[]> klGradient(double commonFactor) {
        Map<String, double[]> gradient = new LinkedHashMap<>();
        a.forEach((gate, as) -> {
            float[] bs = b.get(gate);
            double factor = commonFactor * settings.klFactors().getOrDefault(gate, 1.0);
            double[] byA = new double[as.length];
            double[] byB = new double[as.length];
            for (int k = 0; k < as.length; k++) {
                double shapeA = BetaBernoulli.a(as[k]);
                double shapeB = BetaBernoulli.b(bs[k]);
                byA[k] = factor * BetaBernoulli.klByA(shapeA, shapeB, settings.prior()) * BetaBernoulli.slopeOfA(as[k]);
                byB[k] = factor * BetaBernoulli.klByB(shapeA, shapeB, settings.prior()) * BetaBernoulli.slopeOfB(bs[k]);
            }
            gradient.put(gate + ".a", byA);
            gradient.put(gate + ".b", byB);
        });
        return gradient;
    }

    /** Draws a soft mask for every image of a batch: one pi per gate for the whole batch, one concrete switch per image. */
    public MaskSample sample(int images, SplittableRandom random) {
        Map<String, MaskSample.Gate> gates = new LinkedHashMap<>();
        a.forEach((gate, as) ->
                gates.put(gate, MaskSample.Gate.draw(as, b.get(gate), images, settings.temperature(), random)));
        return new MaskSample(gates);
    }

    /** Adds to the parameters, by name; rounds to float32. */
    public void move(String parameter, double[] change) {
        String gate = parameter.substring(0, parameter.length() - 2);
        float[] values = (parameter.endsWith(".a") ? a : b).get(gate);
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (values[k] + change[k]);
        }
    }
}
