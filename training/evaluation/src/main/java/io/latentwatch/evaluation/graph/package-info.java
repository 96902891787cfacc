/** What the measurements read from an ONNX graph: attributes, constants, the shapes of its tensors, and what an export noted. */
package io.latentwatch.evaluation.graph;
