/** From scores to a p-value and a flag with a promised false-alarm rate. Pure arithmetic on arrays. */
package io.latentwatch.detector.judge;
