/**
 * The rows of the paper's table, run after a protocol that stands in a file: each row is trained, evaluated in ONNX Runtime and kept
 * as one JSON file with its model. What is finished is skipped, what was cut off is resumed.
 */
package io.latentwatch.anpvs.results;
