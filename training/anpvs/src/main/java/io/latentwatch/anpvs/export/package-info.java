/** From trained weights to {@code model.onnx}, checked against the network that it came from. */
package io.latentwatch.anpvs.export;
