/** Flags become alarms: runs of flags, one for each batch, feed a statistic kept in Flink's keyed state. */
package io.latentwatch.flink.alarms;
