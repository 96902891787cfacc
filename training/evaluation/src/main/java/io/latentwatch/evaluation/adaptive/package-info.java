/**
 * Attackers who know the detector: a graph that shows what the detector sees of an image, with its gradient, and attacks that look for an image that is
 * both misclassified and not flagged.
 */
package io.latentwatch.evaluation.adaptive;
