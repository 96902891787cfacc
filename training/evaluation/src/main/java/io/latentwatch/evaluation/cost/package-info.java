/** What a network costs: operations, parameters and memory as counted from its graph, and the time it takes. */
package io.latentwatch.evaluation.cost;
