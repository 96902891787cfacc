package io.latentwatch.detector.statistics;

/**
 * A part of a whole, as counted.
 *
 * @param part 0 to {@code whole}
 * @param whole at least 0
 */
public record Share(long part, long whole) {
    /** Two-sided 95 % quantile of the normal distribution. */
    private static final double Z = 1.959964;

    public Share {
        if (part < 0 || part > whole) {
            throw new IllegalArgumentException("part is %d of %d, expected 0 to the whole".formatted(part, whole));
        }
    }

    /** The fraction; NaN of nothing. */
    public double value() {
        return (double) part / whole;
    }

    /** Lower end of Wilson's 95 % interval for the rate behind the count; 0 of nothing. */
    public double lower() {
        return whole == 0 ? 0 : Math.max(0, centre() - halfWidth());
    }

    /** Its upper end; 1 of nothing. */
    public double upper() {
        return whole == 0 ? 1 : Math.min(1, centre() + halfWidth());
    }

    private double centre() {
        return (value() + Z * Z / (2 * whole)) / (1 + Z * Z / whole);
    }

    private double halfWidth() {
        double p = value();
        return Z * Math.sqrt(p * (1 - p) / whole + Z * Z / (4.0 * whole * whole)) / (1 + Z * Z / whole);
    }
}
