/** Flags become alarms: runs of flags, of many batches each, feed a statistic kept in Flink's keyed state. */
package io.latentwatch.flink.alarms;
