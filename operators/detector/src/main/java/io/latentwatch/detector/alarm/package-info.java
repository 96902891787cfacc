/** Statistics that turn flags into alarms with a promised false-alarm rate. Pure arithmetic. */
package io.latentwatch.detector.alarm;
