/**
 * The gradient of a classifier's loss with respect to its input: one interface, and the implementation that derives a
 * backward graph from an ONNX classifier and runs both in ONNX Runtime.
 */
package io.latentwatch.evaluation.gradient;
