/** The first stage: fetching the data sets, and splitting their training images by seed. */
package io.latentwatch.anpvs.data;
