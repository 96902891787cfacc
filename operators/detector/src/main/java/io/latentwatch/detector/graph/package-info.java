/** What an ONNX graph may hold before ONNX Runtime sees it. */
package io.latentwatch.detector.graph;
