/** From a classifier and clean images to a bundle: split, reference, standardise, calibrate, write. */
package io.latentwatch.reference.profile;
