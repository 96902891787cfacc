/** Attackers who can only ask: their queries pass the search for near-duplicates, as a client's requests do. */
package io.latentwatch.evaluation.query;
