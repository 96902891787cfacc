/** A whole training run: its configuration, its folder, its provenance, and the method that tells the route. */
package io.latentwatch.anpvs.run;
