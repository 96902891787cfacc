/** From a masked network to a smaller one that computes the same: folding, removal of closed gates, and what that saves. */
package io.latentwatch.anpvs.prune;
