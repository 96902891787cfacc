/** Measures networks from outside, as ONNX files: the route is images → gradient → attack → classify → records of a sample. */
package io.latentwatch.evaluation;
