package io.latentwatch.detector.judge;

/**
 * The rank that keeps a promised false-alarm rate with high probability over the draw of the calibration images.
 *
 * <p>An image is flagged when fewer than r of n calibration images are at least as suspicious. For continuous scores the flag rate on clean images is
 * then Beta(r, n + 1 - r) distributed over calibration draws (Vovk, "Conditional validity of inductive conformal predictors", 2012), and
 * P(Beta(r, n + 1 - r) > alpha) = P(Binomial(n, alpha) < r). The rank is the largest r for which that is at most {@link #RISK}; "p at most alpha"
 * would exceed alpha in almost half of the draws.
 */
public final class PacRank {
    /** Share of calibration draws in which the promise may be broken. */
    public static final double RISK = 0.01;

    private PacRank() {}

    /**
     * The largest rank that keeps the promise; 0 where n is too small for any.
     *
     * @param n calibration images
     * @param alpha promised share of flags on clean images, above 0 and below 1
     * @param risk share of calibration draws in which the real share may be larger, above 0 and below 1
     */
    public static int largest(int n, double alpha, double risk) {
        double logOdds = Math.log(alpha) - Math.log1p(-alpha);
        double logTerm = n * Math.log1p(-alpha); // ln P(Binomial(n, alpha) = 0)
        double below = 0;
        int rank = 0;
        while (rank < n) {
            below += Math.exp(logTerm);
            if (below > risk) {
                return rank;
            }
            logTerm += Math.log(n - rank) - Math.log(rank + 1) + logOdds;
            rank++;
        }
        return rank;
    }

    /**
     * What share of clean images may turn out to be flagged: a quantile over calibration draws, of Beta(r, n + 1 - r).
     *
     * @param rank r, at least 1 and at most n
     * @param probability of the quantile, above 0 and below 1
     * @return in (0,1), to 1e-9
     */
    static double shareQuantile(int n, int rank, double probability) {
        double low = 0;
        double high = 1;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            if (1 - binomialBelow(n, rank, middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(Binomial(n, share) < count). */
    private static double binomialBelow(int n, int count, double share) {
        double logOdds = Math.log(share) - Math.log1p(-share);
        double logTerm = n * Math.log1p(-share);
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log(n - k) - Math.log(k + 1) + logOdds;
        }
        return sum;
    }

    /** The smallest number of calibration images for which there is a rank. */
    public static int minimumImages(double alpha, double risk) {
        return (int) Math.ceil(Math.log(risk) / Math.log1p(-alpha));
    }
}
