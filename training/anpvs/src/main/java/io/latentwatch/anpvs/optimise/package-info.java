/** The optimiser, its schedule, and the loop over the steps of an epoch. */
package io.latentwatch.anpvs.optimise;
