/**
 * From a retraining trigger to a new bundle: images are fetched and joined with their labels, the bundle's network is trained on, and what comes out has to pass gates; without labels new references are
 * proposed to a person.
 */
package io.latentwatch.anpvs.retrain;
