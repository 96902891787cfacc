/** Windows of event time: sums of a run of images, sums of a window, the records of distortion that leave, and alarms of what lies far from clean. */
package io.latentwatch.flink.windows;
