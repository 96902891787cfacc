/**
 * Brings a classifier's graph to the form that a monitor holds: operator set 13 or later, an open batch dimension, fixed sizes, channels first. A rewrite is
 * a function of the file and the manifest alone, so that a bundle's reader makes it again and compares.
 */
package io.latentwatch.detector.graph.prepare;
