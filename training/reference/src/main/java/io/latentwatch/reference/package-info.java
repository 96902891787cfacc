/** Makes a bundle out of any ONNX classifier and clean images: finds the taps, appends the scoring head, profiles references, calibrates. */
package io.latentwatch.reference;
