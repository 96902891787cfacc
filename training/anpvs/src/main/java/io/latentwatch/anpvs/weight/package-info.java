/**
 * What is done to a network's weights beside the step along their gradient: magnitude pruning, ADMM, Gaussian posteriors. The
 * arithmetic is plain Java; the rules carry it to the network's arrays.
 */
package io.latentwatch.anpvs.weight;
