/**
 * Labelled images in memory, as unsigned bytes, and the folders that they come from: IDX files, CIFAR's binary files, or one folder of
 * images for each class. {@link io.latentwatch.evaluation.images.LabelledData#open} tells them apart.
 */
package io.latentwatch.evaluation.images;
