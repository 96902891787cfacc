/**
 * Infers the shapes of a graph's tensors without running it, for one image, and from them the memory that its activations take. Shapes that hang on an
 * image's pixels are refused.
 */
package io.latentwatch.detector.graph.shape;
