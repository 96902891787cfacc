/** The first stage: fetching the data sets, splitting their training images by seed, and augmenting them. */
package io.latentwatch.anpvs.data;
