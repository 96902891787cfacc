/** Distortion in windows of event time: sums of a batch, sums of a window, the record that leaves. */
package io.latentwatch.flink.windows;
