/**
 * The evaluation of one network. The route: clean accuracy → attacks → vulnerability → smoothness → sanity → cost → what differs
 * from another network; all on the exported model in ONNX Runtime, all in one record.
 */
package io.latentwatch.evaluation.evaluate;
