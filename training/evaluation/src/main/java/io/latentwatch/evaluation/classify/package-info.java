/** What an ONNX classifier says of images, without any gradient. */
package io.latentwatch.evaluation.classify;
