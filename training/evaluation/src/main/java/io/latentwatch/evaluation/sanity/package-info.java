/**
 * Whether an attack can be believed: what a sound evaluation never shows (specification 9.2), as checks on measured numbers,
 * and the runner that measures them.
 */
package io.latentwatch.evaluation.sanity;
