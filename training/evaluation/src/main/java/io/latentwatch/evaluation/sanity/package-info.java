/**
 * Whether an attack can be believed: what a sound evaluation never shows (training/METHOD.md, Evaluation), as checks on measured numbers,
 * and the runner that measures them.
 */
package io.latentwatch.evaluation.sanity;
