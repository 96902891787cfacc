/**
 * The model bundle: a folder that holds a classifier, the graph that watches it, its references and its calibration. Format, writer, reader and
 * integrity; what the parts mean is the detector's business. {@code schemas/BUNDLE.md} describes the format field by field.
 */
package io.latentwatch.bundle;
