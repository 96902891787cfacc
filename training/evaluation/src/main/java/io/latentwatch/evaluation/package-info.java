/**
 * Measures networks from outside, as ONNX files. The route: images → gradient → attack → classify → a sample of records.
 */
package io.latentwatch.evaluation;
