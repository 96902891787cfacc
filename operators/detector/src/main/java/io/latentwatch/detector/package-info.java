/**
 * Judges images: decode, batch, infer, score, judge. Plain Java around ONNX Runtime; knows neither Flink nor Kafka. The route stands in
 * {@link io.latentwatch.detector.Detector#inspect}.
 */
package io.latentwatch.detector;
