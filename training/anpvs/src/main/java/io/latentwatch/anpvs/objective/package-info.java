/** What the optimiser minimises, as terms that are logged apart. */
package io.latentwatch.anpvs.objective;
