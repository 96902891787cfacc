package io.latentwatch.anpvs.weight;

/**
 * Weights that are normal distributions (training/METHOD.md).
 *
 * @param priorDeviation s of the prior N(0, s^2), above 0
 * @param start rho of every parameter; its standard deviation is softplus(rho)
 * @param klWeight the divergence enters the loss as klWeight / N for N training images
 */
public record GaussianSettings(double priorDeviation, double start, double klWeight) {
    public GaussianSettings {
        if (!(priorDeviation > 0) || !Double.isFinite(start) || !(klWeight >= 0)) {
            throw new IllegalArgumentException(
                    "gaussianWeights: expected priorDeviation above 0, a finite start and klWeight of at least 0, found %s, %s and %s"
                            .formatted(priorDeviation, start, klWeight));
        }
    }
}
