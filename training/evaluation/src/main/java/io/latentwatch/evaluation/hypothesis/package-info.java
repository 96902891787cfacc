/**
 * What the authors' blog says of robust networks, made measurable: a smoother loss, smaller input gradients, and what it does to
 * a network to lose its most or its least vulnerable features.
 */
package io.latentwatch.evaluation.hypothesis;
