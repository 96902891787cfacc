/**
 * Beta-Bernoulli masks: their posterior, its divergence from the prior, sampling, expected values and all gradients, in plain
 * Java; no tensor library is seen here.
 */
package io.latentwatch.anpvs.mask;
