/** One run of a bundle's monitor graph in ONNX Runtime: probabilities and all scores of a batch. */
package io.latentwatch.detector.infer;
