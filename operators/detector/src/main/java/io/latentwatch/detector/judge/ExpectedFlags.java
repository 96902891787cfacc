package io.latentwatch.detector.judge;

/**
 * The share of clean images that a calibration table flags. It hangs on the draw of the calibration images, of which it is Beta(r, n + 1 - r)
 * distributed ({@link PacRank}); how many of a finite number of images are flagged spreads beyond that.
 *
 * @param share its mean, r / (n + 1), in (0,1)
 * @param low what it exceeds in all but 5 of 1,000 draws
 * @param high what it stays below in all but 5 of 1,000 draws
 */
public record ExpectedFlags(double share, double low, double high) {}
