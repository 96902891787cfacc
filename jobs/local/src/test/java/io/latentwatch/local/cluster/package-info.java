/** A Flink cluster of real processes, made of Maven's jars, and the job's jar submitted to it. */
package io.latentwatch.local.cluster;
