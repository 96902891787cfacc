/** Windows of event time: sums of a batch, sums of a window, the records of distortion that leave, and alarms of what lies far from clean. */
package io.latentwatch.flink.windows;
