/** Labelled images in memory, as unsigned bytes, and the folders of IDX files that they come from. */
package io.latentwatch.evaluation.images;
