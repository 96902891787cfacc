/** Graph surgery: which tensors of a classifier can be watched, and the graph that watches them. */
package io.latentwatch.reference.graph;
