/**
 * The trainer. Its route, a package for each stage: data → attack → objective → optimise → checkpoint → export, told in one
 * method of {@link io.latentwatch.anpvs.run.Training}. DJL ends at the export: what a network is worth is measured on the
 * exported file.
 */
package io.latentwatch.anpvs;
