package io.latentwatch.anpvs.weight;

import io.latentwatch.anpvs.mask.BetaBernoulli;

/**
 * A posterior N(mu, sigma^2) with sigma = softplus(rho), and its divergence from the prior N(0, s^2) in nats:
 * {@code ln(s / sigma) + (sigma^2 + mu^2) / (2 s^2) - 1/2}.
 */
final class Gaussian {
    private Gaussian() {}

    /** softplus(rho) = ln(1 + e^rho). */
    static double deviation(double rho) {
        return BetaBernoulli.softplus(rho);
    }

    /** d sigma / d rho. */
    static double slope(double rho) {
        return BetaBernoulli.sigmoid(rho);
    }

    static double kl(double mean, double rho, double prior) {
        double deviation = deviation(rho);
        return Math.log(prior / deviation) + (deviation * deviation + mean * mean) / (2 * prior * prior) - 0.5;
    }

    static double klByMean(double mean, double prior) {
        return mean / (prior * prior);
    }

    static double klByRho(double rho, double prior) {
        double deviation = deviation(rho);
        return (deviation / (prior * prior) - 1 / deviation) * slope(rho);
    }
}
