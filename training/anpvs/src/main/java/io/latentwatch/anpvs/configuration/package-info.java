/** What decides what a run computes: phases, weights of the loss, masks; read from presets that say where each value is from. */
package io.latentwatch.anpvs.configuration;
