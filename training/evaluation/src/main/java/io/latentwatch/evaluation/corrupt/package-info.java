/**
 * Common corruptions of images at five severities, after D. Hendrycks and T. Dietterich, "Benchmarking neural network robustness to common corruptions and
 * perturbations", ICLR 2019: what drift looks like.
 */
package io.latentwatch.evaluation.corrupt;
