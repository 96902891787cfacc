/**
 * Networks: a list of layer records, and the readers of that list. {@link io.latentwatch.anpvs.network.DjlNetwork} trains it;
 * the ONNX writer stands in the package of the export.
 */
package io.latentwatch.anpvs.network;
